import { useState } from 'preact/hooks';
import { understandAddress } from '../../address.ts';
import { Field } from '../../parts/field.tsx';
import { SubmitButton } from '../../parts/submit-button.tsx';
import { useWords } from '../../state/language.tsx';
import type { Problems } from '../connect.tsx';
import { AddressNote } from './address-note.tsx';
import { AdvancedSettings } from './advanced-settings.tsx';
import type { ReachDraft } from './reach.ts';

/** Where the home is, what to call it, and what it takes to get there. */
export function AddressForm(props: {
  firstAddress: string;
  name: string;
  onName: (name: string) => void;
  reach: ReachDraft;
  onReach: (reach: ReachDraft) => void;
  problems: Problems;
  onProblems: (problems: Problems) => void;
  isChecking: boolean;
  /** The check went well: nothing stands in its way, whatever it looks like. */
  isFine: boolean;
  onCheck: (origin: string, typed: string) => Promise<void>;
  /** Something that a check was about is being changed. */
  onEdit: () => void;
  onGuide: () => void;
}) {
  const { name, onName, reach, onReach, problems, onProblems, isChecking, onCheck, onEdit, onGuide } = props;
  const { connect } = useWords();
  const { address } = connect;
  const [typed, setTyped] = useState(props.firstAddress);

  const change = () => {
    onProblems({});
    onEdit();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (isChecking) return;
    const understood = understandAddress(typed);
    if (understood.problem === undefined) void onCheck(understood.origin, typed.trim());
    else onProblems({ url: { text: address.problems[understood.problem] } });
  };

  return (
    <form class="card" noValidate onSubmit={submit}>
      <Field
        id="address"
        label={address.label}
        value={typed}
        onInput={(text) => {
          setTyped(text);
          change();
        }}
        hint={address.hint}
        problem={problems.url}
        attributes={{
          placeholder: 'https://home.example.org',
          inputMode: 'url',
          maxLength: 2_048,
          required: true,
        }}
      >
        {!props.isFine && <AddressNote typed={typed} onGuide={onGuide} />}
      </Field>
      <Field
        id="name"
        label={connect.name.label}
        value={name}
        onInput={onName}
        hint={connect.name.hint}
        problem={problems.name}
        attributes={{ maxLength: 60 }}
      />
      <AdvancedSettings
        reach={reach}
        onReach={(changed) => {
          onReach(changed);
          change();
        }}
        problems={problems}
      />
      <SubmitButton text={connect.check} busyText={connect.checking} isBusy={isChecking} />
    </form>
  );
}
