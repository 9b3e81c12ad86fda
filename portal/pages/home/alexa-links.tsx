import type { ComponentChildren } from 'preact';
import type { AlexaLink } from '../../api-types.ts';
import { deadLinkWords, isAlive } from '../../condition.ts';
import { Light } from '../../parts/light.tsx';
import { useSpeech } from '../../state/language.tsx';

/** Which Amazon accounts are linked; a dead link with its reason and what to do. */
export function AlexaLinks(props: {
  links: readonly AlexaLink[];
  title?: string;
  lead?: string;
  /** What can be done with each. */
  actionFor?: (link: AlexaLink) => ComponentChildren;
}) {
  const { links, title, lead, actionFor } = props;
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
                <li key={`${link.region} ${link.link}`}>
                  <Light light="good" /> {alexa.linked(region, day(link.acceptedAt))}
                  {actionFor?.(link)}
                </li>
              );
            }
            const { what, remedy } = deadLinkWords(link, words);
            return (
              <li key={`${link.region} ${link.link}`}>
                <Light light="bad" /> {alexa.dead(region)}
                {what !== undefined && <p class="soft">{what}</p>}
                <p class="remedy">{remedy}</p>
                {actionFor?.(link)}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
