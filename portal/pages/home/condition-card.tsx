import type { HomeStatus } from '../../api-types.ts';
import { conditionOf } from '../../condition.ts';
import { Lamp } from '../../parts/lamp.tsx';
import { useSpeech } from '../../state/language.tsx';
import { HomeFacts } from './home-facts.tsx';
import { ResumeButton } from './resume-button.tsx';

/** Does it work? If not: why, since when, and what to do. */
export function ConditionCard(props: { home: HomeStatus; isLooking: boolean; isLinked: boolean }) {
  const { home, isLooking, isLinked } = props;
  const { words, ago } = useSpeech();
  const { light, headline, sentence, remedy, mustReconnect } = conditionOf(home, words, {
    isLooking,
    isLinked,
  });
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
        {home.paused && home.role === 'owner' && <ResumeButton home={home} />}
      </div>
      {remedy !== undefined && (
        <div class="remedy">
          <h3>{words.home.whatToDo}</h3>
          <p>{remedy}</p>
          {mustReconnect === true && home.role === 'owner' && (
            <a class="button small" href={`/connect?url=${encodeURIComponent(home.url)}`}>
              {words.home.connectAgain}
            </a>
          )}
        </div>
      )}
      {isAway && (
        <div class="remedy">
          <h3>{words.home.away.what}</h3>
          <p>{words.home.away.remedy}</p>
        </div>
      )}
      <HomeFacts home={home} isLooking={isLooking} />
      {home.isAdministrator && home.role === 'owner' && <p class="hint">{words.home.administrator}</p>}
      {home.role === 'member' && <p class="hint">{words.frame.member}</p>}
    </section>
  );
}
