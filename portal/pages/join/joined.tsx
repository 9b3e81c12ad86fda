import type { JoinedHome } from '../../api-types.ts';
import { isAlive } from '../../condition.ts';
import { Icon } from '../../parts/icons.tsx';
import { Lamp } from '../../parts/lamp.tsx';
import { Page } from '../../parts/page.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';
import { usePolling } from '../../state/polling.ts';

/** Linking Alexa happens elsewhere; the page looks whether it has. */
const LOOK_MS = 3_000;

/**
 * Somebody belongs to a home, and this is what to do next.
 * @param props.how just now; before they opened the link; or because it is their own
 */
export function Joined({ home, how }: { home: JoinedHome; how: 'now' | 'already' | 'own' }) {
  const { join } = useWords();
  const { joined } = join;
  const { email } = usePerson();
  const { status, refresh } = useAccountStatus();
  const isLinked = status?.links.some(isAlive) === true;
  usePolling(refresh, isLinked || how === 'own' ? null : LOOK_MS);
  const { title, text } = isLinked ? joined.linked : joined.link;
  const titles = { now: joined.title, already: joined.already, own: joined.own };
  const leads = { already: joined.alreadyText, own: joined.ownText };
  return (
    <Page title={titles[how](home.name)} {...(how !== 'now' && { lead: leads[how] })}>
      {how !== 'own' && (
        <section class="card condition good invitation" aria-labelledby="next-title">
          <div class="porch" aria-hidden="true">
            <Lamp size={88} />
          </div>
          <h2 id="next-title">
            {isLinked && <Icon name="check" />} {title}
          </h2>
          <div role="status">
            <p>{text}</p>
            {!isLinked && <p class="email">{email}</p>}
            <p class="soft">{isLinked ? joined.say : joined.wait}</p>
          </div>
        </section>
      )}
      <a class="button" href={`/?home=${encodeURIComponent(home.home)}`}>
        {joined.open(home.name)}
      </a>
    </Page>
  );
}
