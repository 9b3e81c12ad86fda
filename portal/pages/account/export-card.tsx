import { datedName } from '../../dated-name.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import { saveFile } from '../../save-file.ts';
import { useWords } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';
import { usePerson } from '../../state/person.tsx';

/** Everything that is held about the person, to take along. */
export function ExportCard() {
  const { data } = useWords().account;
  const { api, attempt } = usePerson();
  const notices = useNotices();
  const run = () =>
    attempt(data.failed, async () => {
      const held = await api.exportAccount();
      const name = datedName('porchlight-export', 'json');
      saveFile(name, JSON.stringify(held, null, 2), 'application/json');
      notices.tell('good', data.done(name));
    });
  return (
    <section class="card" aria-labelledby="data-title">
      <h2 id="data-title">{data.title}</h2>
      <p class="soft">{data.text}</p>
      <BusyButton kind="quiet" isSmall run={run} busyText={data.busy}>
        {data.action}
      </BusyButton>
    </section>
  );
}
