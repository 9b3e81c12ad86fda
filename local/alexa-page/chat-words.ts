import type { ChatLocale } from './chat-locales.ts';

/** What is said around a sentence, and what Alexa says by herself. */
interface ChatWords {
  readonly open: (invocationName: string) => string;
  readonly ask: (invocationName: string) => string;
  /** Alexa, when a skill gives no answer that she can use. */
  readonly noAnswer: string;
}

/** By the language of the chat. */
export const CHAT_WORDS: Readonly<Record<ChatLocale, ChatWords>> = {
  'en-US': {
    open: (name) => `Alexa, open ${name}`,
    ask: (name) => `Alexa, ask ${name} …`,
    noAnswer: "There was a problem with the requested skill's response.",
  },
  'de-DE': {
    open: (name) => `Alexa, öffne ${name}`,
    ask: (name) => `Alexa, frage ${name} …`,
    noAnswer: 'Bei der Antwort des angeforderten Skills ist ein Problem aufgetreten.',
  },
};
