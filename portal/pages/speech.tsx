import { CodeBlock } from '../parts/code-block.tsx';
import { Page } from '../parts/page.tsx';
import { useAccountStatus } from '../state/account-status.tsx';
import { useSpeech } from '../state/language.tsx';
import { useSkill } from '../state/skill.ts';
import { OwnAnswers } from './speech/own-answers.tsx';
import { useSpeechWords } from './speech/use-speech-words.ts';
import { WhatToSay } from './speech/what-to-say.tsx';
import { WhoAnswers } from './speech/who-answers.tsx';
import { WithHome } from './with-home.tsx';

/** What a Home Assistant without `default_config:` and `alexa:` lacks. */
const LINES = `alexa:
conversation:`;

function WhatItNeeds() {
  const { works } = useSpeechWords();
  return (
    <section class="card" aria-labelledby="needs-title">
      <h2 id="needs-title">{works.title}</h2>
      <p>{works.text}</p>
      <p>{works.otherwise}</p>
      <CodeBlock text={LINES} />
      <div class="remedy">
        <h3>{works.exposed.title}</h3>
        <p>{works.exposed.text}</p>
      </div>
    </section>
  );
}

function WithoutName() {
  const { routines } = useSpeechWords();
  const { language } = useSpeech();
  const { invocationNames } = useSkill();
  return (
    <section class="card" aria-labelledby="routines-title">
      <h2 id="routines-title">{routines.title}</h2>
      <p>{routines.text}</p>
      <ol class="numbered">
        {routines.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <CodeBlock text={routines.custom(invocationNames[language])} />
    </section>
  );
}

/** Speaking with a home through the skill: what to say, what it needs, and what an owner can make of it. */
export function SpeechPage() {
  const words = useSpeechWords();
  const { status } = useAccountStatus();
  return (
    <Page title={words.title} lead={words.lead}>
      <WithHome>
        {(home) => (
          <div class="columns">
            <div>
              <WhatToSay others={(status?.homes ?? []).filter((one) => one.home !== status?.defaultHome)} />
              <WhatItNeeds />
            </div>
            <div>
              {home.role === 'owner' && <WhoAnswers key={home.home} home={home} />}
              <WithoutName />
              {home.role === 'owner' ? <OwnAnswers /> : <p class="hint">{words.own.member}</p>}
            </div>
          </div>
        )}
      </WithHome>
    </Page>
  );
}
