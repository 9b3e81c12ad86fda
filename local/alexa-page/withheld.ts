import { stringAt } from '../alexa/checks/json.ts';

const WITHHELD = '(withheld)';

/** What tokens look like wherever they turn up: JSON Web Tokens and those of Login with Amazon. */
const SHAPES = [/eyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g, /Atz[ar]\|[^"\s]+/g];

/** Where a directive or a request of the skill holds a credential. */
const PLACES: readonly (readonly string[])[] = [
  ['directive', 'endpoint', 'scope', 'token'],
  ['directive', 'payload', 'scope', 'token'],
  ['directive', 'payload', 'grantee', 'token'],
  ['directive', 'payload', 'grant', 'code'],
  ['session', 'user', 'accessToken'],
  ['context', 'System', 'user', 'accessToken'],
  ['context', 'System', 'apiAccessToken'],
];

/**
 * Messages for people to read: every credential of what was sent is blotted out of all of them, and whatever else
 * looks like one.
 */
export function withheld<T extends Readonly<Record<string, unknown>>>(sent: unknown, messages: T): T {
  const credentials = PLACES.map((place) => stringAt(sent, ...place)).filter(
    (credential) => credential !== undefined && credential !== '',
  );
  let text = JSON.stringify(messages);
  // As JSON writes them, or one with a quotation mark in it would slip through.
  for (const credential of credentials)
    text = text.replaceAll(JSON.stringify(credential).slice(1, -1), WITHHELD);
  for (const shape of SHAPES) text = text.replaceAll(shape, WITHHELD);
  return JSON.parse(text) as T;
}
