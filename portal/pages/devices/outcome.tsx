import { useEffect, useRef } from 'preact/hooks';
import type { Override } from '../../api-types.ts';
import { explain } from '../../i18n/explain.ts';
import type { DeviceChange } from '../../state/devices.ts';
import { useWords } from '../../state/language.tsx';

/** Whether a change has arrived; said below what was changed. */
export function Outcome({ change, about }: { change: DeviceChange | undefined; about: keyof Override }) {
  const words = useWords();
  const { saving, saved, notSaved } = words.devices;
  const own = change?.about === about ? change : undefined;
  const problem = useRef<HTMLParagraphElement>(null);
  useEffect(() => problem.current?.scrollIntoView({ block: 'nearest' }), [own?.phase]);
  if (own?.phase !== 'failed') {
    return (
      <p class={`saving ${own?.phase ?? ''}`} role="status">
        {own?.phase === 'saving' && saving}
        {own?.phase === 'saved' && saved}
      </p>
    );
  }
  const { what, remedy = '' } = explain(own.error, words);
  return (
    <p class="problem" role="alert" ref={problem}>
      {notSaved(what, remedy)}
    </p>
  );
}
