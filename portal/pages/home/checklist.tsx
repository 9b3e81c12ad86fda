import type { setUpOf } from '../../condition.ts';
import { Icon } from '../../parts/icons.tsx';
import { useHomeLink } from '../../state/chosen-home.ts';
import { useWords } from '../../state/language.tsx';

type SetUp = ReturnType<typeof setUpOf>;

const ITEMS = ['connect', 'alexa', 'reports'] as const;
const LEADS_TO: Readonly<Partial<Record<(typeof ITEMS)[number], string>>> = {
  connect: '/connect',
  reports: '/reports',
};

/** What is done and what is to do until all works. The first thing to do is the one that stands out. */
export function Checklist({ setUp, isMember }: { setUp: SetUp; isMember: boolean }) {
  const { checklist } = useWords().home;
  const linkTo = useHomeLink();
  // The package is the owner's business.
  const items = ITEMS.filter((item) => !(isMember && item === 'reports'));
  const next = items.find((item) => !setUp[item]);
  const done = items.filter((item) => setUp[item]).length;
  if (next === undefined) return null;
  return (
    <section class="card checklist" aria-labelledby="checklist-title">
      <h2 id="checklist-title">{checklist.title}</h2>
      <p class="soft">{checklist.progress(done, items.length)}</p>
      <ol>
        {items.map((item) => {
          const { title, text } = checklist[item];
          const target = item === 'connect' && setUp.connect ? undefined : LEADS_TO[item];
          const isOpen = !setUp[item];
          return (
            <li key={item} class={isOpen ? (item === next ? 'next' : 'open') : 'done'}>
              <span class="mark" aria-hidden="true">
                {isOpen ? items.indexOf(item) + 1 : <Icon name="check" />}
              </span>
              <h3>
                {title}
                <span class="unseen">: {isOpen ? checklist.open : checklist.done}</span>
              </h3>
              {isOpen && <p>{text}</p>}
              {isOpen &&
                target !== undefined &&
                item !== 'alexa' &&
                (item === next || item === 'reports') && (
                  <a class={`button small ${item === next ? '' : 'quiet'}`} href={linkTo(target)}>
                    {checklist[item].action}
                  </a>
                )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
