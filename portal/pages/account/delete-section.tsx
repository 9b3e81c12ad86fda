import { useState } from 'preact/hooks';
import { useWords } from '../../state/language.tsx';
import { DeleteDialog } from './delete-dialog.tsx';

/** What becomes of everything when the account is deleted, and the way there. */
export function DeleteSection() {
  const { deletion } = useWords().account;
  const [isAsking, setAsking] = useState(false);
  return (
    <section class="card deletion" aria-labelledby="deletion-title">
      <h2 id="deletion-title">{deletion.title}</h2>
      <p>{deletion.lead}</p>
      <ul class="consequences">
        {deletion.list.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <button type="button" class="text-button bad" onClick={() => setAsking(true)}>
        {deletion.action}
      </button>
      {isAsking && <DeleteDialog onClose={() => setAsking(false)} />}
    </section>
  );
}
