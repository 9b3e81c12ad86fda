import { Lamp } from '../../parts/lamp.tsx';
import { Page } from '../../parts/page.tsx';
import { useWords } from '../../state/language.tsx';

/** For a link that carries no whole invitation. */
export function Incomplete({ onLeave }: { onLeave: () => void }) {
  const { join } = useWords();
  const { incomplete } = join;
  return (
    <Page title={incomplete.title}>
      <section class="card trouble refusal">
        <Lamp light="idle" size={56} />
        <div>
          <p>{incomplete.text}</p>
          <p class="remedy">{incomplete.remedy}</p>
          <button type="button" class="button quiet" onClick={onLeave}>
            {join.toHome}
          </button>
        </div>
      </section>
    </Page>
  );
}
