import type { SkillRequest } from '../../lib/alexa/skill-request.ts';
import type { SkillResponse } from '../../lib/alexa/skill-responses.ts';
import type { Deadline } from '../../lib/deadline.ts';
import { type Language, languageOf } from '../../lib/speech/language.ts';
import { SENTENCES, type Sentences } from '../../lib/speech/sentences.ts';
import type { SkillPorts } from './compose.ts';
import { type Session, sessionOf } from './session.ts';

/** Somebody's turn in a dialogue: a request, in a language, in a session. */
export interface Turn {
  request: SkillRequest;
  /** Such as `de-DE`. */
  locale: string;
  language: Language;
  /** What Porchlight itself says in this language. */
  words: Sentences;
  session: Session;
}

/** Answers somebody who waits for words. @throws any outcome, which is then said */
export type TurnHandler = (turn: Turn, ports: SkillPorts, deadline: Deadline) => Promise<SkillResponse>;

const DEFAULT_LOCALE = 'en-US';

export function turnOf(request: SkillRequest): Turn {
  const { locale = DEFAULT_LOCALE } = request;
  const language = languageOf(locale);
  const session = sessionOf(request.attributes);
  return { request, locale, language, words: SENTENCES[language], session };
}
