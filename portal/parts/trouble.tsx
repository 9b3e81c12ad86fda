import { explain } from '../i18n/explain.ts';
import { useWords } from '../state/language.tsx';
import { useWhenBack } from '../state/network.ts';
import { BusyButton } from './busy-button.tsx';
import { Lamp } from './lamp.tsx';

/** Instead of what could not be had: why, what to do, and once more. It tries again by itself with the network. */
export function Trouble({
  title,
  error,
  again,
}: {
  title: string;
  error: unknown;
  again: () => Promise<void>;
}) {
  const words = useWords();
  const { what, remedy } = explain(error, words);
  useWhenBack(again);
  return (
    <section class="card trouble" role="alert">
      <Lamp light="bad" size={56} />
      <div>
        <h2>{title}</h2>
        <p>{what}</p>
        {remedy !== undefined && <p class="remedy">{remedy}</p>}
        <BusyButton run={again} busyText={words.frame.loading}>
          {words.frame.tryAgain}
        </BusyButton>
      </div>
    </section>
  );
}
