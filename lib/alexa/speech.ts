import { lastSentenceEnd } from '../speech/sentence-ends.ts';

/** @see https://developer.amazon.com/docs/alexa/custom-skills/request-and-response-json-reference.html#outputspeech-object */
export type Speech = { type: 'PlainText'; text: string } | { type: 'SSML'; ssml: string };

export type Card = { type: 'Simple'; title: string; content: string } | { type: 'LinkAccount' };

/** Alexa takes so many characters of a speech, and of a card's title and content together. */
export const MAX_SPEECH_LENGTH = 8_000;
export const MAX_CARD_LENGTH = 8_000;
/** Longer than this is tiresome to listen to: about forty seconds. */
const LISTENABLE_LENGTH = 600;
/** A title is a line. */
const MAX_TITLE_LENGTH = 200;

/** Without what nobody can say and Alexa may stumble over: control characters, halves of characters. */
export const speakable = (text: string): string => text.toWellFormed().replace(/[^\P{Cc}\n\t]/gu, '');

export const plain = (text: string): Speech => ({ type: 'PlainText', text: speakable(text) });

/** No half of a character that takes two, at the end. */
const whole = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');

const cutTo = (text: string, length: number): string =>
  text.length <= length ? text : `${whole(text.slice(0, length - 1)).trimEnd()}…`;

/**
 * As much of a text as one likes to listen to: whole sentences where that leaves something, else whole words.
 * @returns the text itself if it is short enough
 */
export function shortened(text: string, length = LISTENABLE_LENGTH): string {
  if (text.length <= length) return text;
  const end = lastSentenceEnd(text, length);
  if (end > length / 3) return text.slice(0, end);
  const words = /^[\s\S]*(?=\s)/.exec(text.slice(0, length))?.[0].trimEnd() ?? '';
  const bare = words.replace(/(?<![\s,;:…])[\s,;:…]+$/, '');
  return `${bare || words || whole(text.slice(0, length - 1))}…`;
}

/** A card of plain text, within Alexa's limit; undefined where there is nothing to be read on it. */
export function simpleCard(title: string, content: string): Card | undefined {
  const heading = cutTo(speakable(title), MAX_TITLE_LENGTH);
  const text = speakable(content);
  if (text.trim() === '') return undefined;
  return { type: 'Simple', title: heading, content: cutTo(text, MAX_CARD_LENGTH - heading.length) };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What is heard of an SSML text, roughly. */
export const textOfSsml = (ssml: string): string =>
  ssml
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|apos);/g, (_whole, name: string) => ENTITIES[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim();

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Plain text as SSML that says just that. */
export const escapeSsml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
