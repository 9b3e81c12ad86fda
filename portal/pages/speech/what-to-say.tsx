import type { HomeStatus } from '../../api-types.ts';
import { LANGUAGES, useSpeech } from '../../state/language.tsx';
import { useSkill } from '../../state/skill.ts';
import { useSpeechWords } from './use-speech-words.ts';

function Phrase({ say, what }: { say: string; what: string }) {
  return (
    <li>
      <strong>{say}</strong>
      <span class="soft">{what}</span>
    </li>
  );
}

/** Sentences to try, with the name that the skill has here. @param props.others homes besides the one spoken with */
export function WhatToSay({ others }: { others: readonly HomeStatus[] }) {
  const { language } = useSpeech();
  const { say } = useSpeechWords();
  const { invocationNames } = useSkill();
  const name = invocationNames[language];
  const elsewhere = Object.keys(LANGUAGES)
    .filter((other) => other !== language)
    .map((other) => invocationNames[other as keyof typeof LANGUAGES])
    .find((other) => other !== name);
  const [other] = others;
  return (
    <section class="card" aria-labelledby="say-title">
      <h2 id="say-title">{say.title}</h2>
      <ul class="phrases">
        <Phrase say={say.open.say(name)} what={say.open.what} />
        {say.phrases.map((phrase) => (
          <Phrase key={phrase.what} say={phrase.say(name)} what={phrase.what} />
        ))}
        {other !== undefined && (
          <Phrase say={say.anotherHome.say(name, other.name)} what={say.anotherHome.what} />
        )}
      </ul>
      <p class="hint">
        {elsewhere !== undefined && say.otherLanguage(elsewhere)} {other !== undefined && say.which}
      </p>
    </section>
  );
}
