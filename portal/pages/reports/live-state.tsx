import type { HomeStatus } from '../../api-types.ts';
import { Light } from '../../parts/light.tsx';
import { useSpeech } from '../../state/language.tsx';

/** What is heard of a home, as it arrives. */
export function LiveState({ home: { reporting } }: { home: HomeStatus }) {
  const { words, ago } = useSpeech();
  const { live } = words.reports;
  const { heardAt, away } = reporting;
  const [light, title, text] =
    heardAt === null
      ? (['idle', live.never, live.neverText] as const)
      : away
        ? (['bad', live.away, live.awayText(ago(heardAt))] as const)
        : (['good', live.heard(ago(heardAt)), live.heardText] as const);
  return (
    <section class="card live" aria-labelledby="live-title">
      <h2 id="live-title">{live.title}</h2>
      <div role="status">
        <p class="live-line">
          <Light light={light} />
          <strong>{title}</strong>
        </p>
        <p>{text}</p>
      </div>
      <p class="hint pulse">{live.watching}</p>
    </section>
  );
}
