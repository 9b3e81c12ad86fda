import type { HomeStatus } from '../../api-types.ts';
import { conditionOf } from '../../condition.ts';
import { Lamp } from '../../parts/lamp.tsx';
import { useSpeech } from '../../state/language.tsx';
import { HomeFacts } from './home-facts.tsx';
import { ResumeButton } from './resume-button.tsx';

/** The way to a new token, at the same address. */
function ConnectAgain({ home }: { home: HomeStatus }) {
  const { connectAgain } = useSpeech().words.home;
  return (
    <a class="button small" href={`/connect?url=${encodeURIComponent(home.url)}`}>
      {connectAgain}
    </a>
  );
}

/** Does it work? If not: why, since when, and what to do. */
export function ConditionCard(props: { home: HomeStatus; isLooking: boolean; isLinked: boolean }) {
  const { home, isLooking, isLinked } = props;
  const { words, ago } = useSpeech();
  const { light, headline, sentence, remedy, mustReconnect } = conditionOf(home, words, {
    isLooking,
    isLinked,
  });
  const isOwner = home.role === 'owner';
  // Where it no longer works in any case, that is what counts.
  const isOfFormerOwner = home.handedOver && isOwner && mustReconnect !== true;
  const isAway = light === 'good' && home.reporting.away;
  return (
    <section class={`card condition ${light}`} data-home={home.home} aria-labelledby="condition-title">
      <div class="porch" aria-hidden="true">
        <Lamp light={light} size={88} />
      </div>
      <div class="verdict" role="status">
        <h2 id="condition-title">{headline}</h2>
        <p>
          {sentence}
          {light === 'bad' && home.lastOutcome !== null && (
            <span class="soft"> {words.home.since(ago(home.lastOutcome.since))}</span>
          )}
        </p>
        {home.paused && isOwner && <ResumeButton home={home} />}
      </div>
      {remedy !== undefined && (
        <div class="remedy">
          <h3>{words.home.whatToDo}</h3>
          <p>{remedy}</p>
          {mustReconnect === true && isOwner && <ConnectAgain home={home} />}
        </div>
      )}
      {isOfFormerOwner && (
        <div class="remedy">
          <h3>{words.home.handedOver.what}</h3>
          <p>
            {words.home.handedOver.remedy} {home.reporting.heardAt !== null && words.home.handedOver.package}
          </p>
          <ConnectAgain home={home} />
        </div>
      )}
      {isAway && (
        <div class="remedy">
          <h3>{words.home.away.what}</h3>
          <p>{words.home.away.remedy}</p>
        </div>
      )}
      <HomeFacts home={home} isLooking={isLooking} />
      {home.isAdministrator && isOwner && <p class="hint">{words.home.administrator}</p>}
      {home.role === 'member' && <p class="hint">{words.frame.member}</p>}
    </section>
  );
}
