import { Field, type Problem } from '../../parts/field.tsx';
import { Icon } from '../../parts/icons.tsx';
import { useWords } from '../../state/language.tsx';
import { MAX_HEADERS, type ReachDraft } from './reach.ts';

type Header = ReachDraft['headers'][number];

/** Names and values that are sent with each request to the home. */
export function HeadersEditor(props: {
  headers: readonly Header[];
  onHeaders: (headers: Header[]) => void;
  problem: Problem | undefined;
}) {
  const { headers, onHeaders, problem } = props;
  const words = useWords().connect.advanced.headers;
  const change = (id: number, changes: Partial<Header>) =>
    onHeaders(headers.map((header) => (header.id === id ? { ...header, ...changes } : header)));
  const add = () => {
    const id = Math.max(0, ...headers.map((header) => header.id)) + 1;
    onHeaders([...headers, { id, name: '', value: '' }]);
    requestAnimationFrame(() => document.getElementById(`header-${id}`)?.focus());
  };
  const remove = (id: number) => {
    onHeaders(headers.filter((header) => header.id !== id));
    document.getElementById('add-header')?.focus();
  };
  return (
    <fieldset>
      <legend>{words.title}</legend>
      <p class="hint">{words.hint}</p>
      {headers.map(({ id, name, value }, index) => (
        <div class="pair" key={id}>
          <Field
            id={`header-${id}`}
            label={words.name}
            value={name}
            onInput={(changed) => change(id, { name: changed })}
            problem={index === 0 ? problem : undefined}
            attributes={{ maxLength: 128 }}
          />
          <Field
            id={`header-value-${id}`}
            label={words.value}
            value={value}
            onInput={(changed) => change(id, { value: changed })}
            attributes={{ type: 'password', maxLength: 4_096 }}
          />
          <button type="button" class="text-button" onClick={() => remove(id)}>
            {words.remove(name)}
          </button>
        </div>
      ))}
      {headers.length < MAX_HEADERS && (
        <button type="button" class="button quiet small" id="add-header" onClick={add}>
          <Icon name="plus" />
          {words.add}
        </button>
      )}
    </fieldset>
  );
}
