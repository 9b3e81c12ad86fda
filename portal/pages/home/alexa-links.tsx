import type { AlexaLink } from '../../api-types.ts';
import { deadLinkWords, isAlive } from '../../condition.ts';
import { Light } from '../../parts/light.tsx';
import { useSpeech } from '../../state/language.tsx';

/** Which Amazon accounts are linked; a dead link with its reason and what to do. */
export function AlexaLinks({
  links,
  title,
  lead,
}: {
  links: readonly AlexaLink[];
  title?: string;
  lead?: string;
}) {
  const { words, day } = useSpeech();
  const { alexa, checklist } = words.home;
  return (
    <section class="card" aria-labelledby="alexa-title">
      <h2 id="alexa-title">{title ?? alexa.title}</h2>
      {lead !== undefined && <p class="soft">{lead}</p>}
      {links.length === 0 ? (
        <p>
          {alexa.none} {checklist.alexa.text}
        </p>
      ) : (
        <ul class="links">
          {links.map((link) => {
            const region = alexa.regions[link.region];
            if (isAlive(link)) {
              return (
                <li key={`${link.region} ${link.acceptedAt}`}>
                  <Light light="good" /> {alexa.linked(region, day(link.acceptedAt))}
                </li>
              );
            }
            const { what, remedy } = deadLinkWords(link, words);
            return (
              <li key={`${link.region} ${link.acceptedAt}`}>
                <Light light="bad" /> {alexa.dead(region)}
                {what !== undefined && <p class="soft">{what}</p>}
                <p class="remedy">{remedy}</p>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
