import { createHash, timingSafeEqual } from 'node:crypto';
import { LoginError } from './login-error.ts';

/** The Alexa Skill Messaging client: the pair on the skill's Permissions page. */
export interface MessagingClient {
  id: string;
  secret: string;
}

/**
 * Checks client credentials in the body or in a Basic header (RFC 6749, section 2.3.1).
 * @throws LoginError invalid_client (401) when they are missing or wrong, invalid_request (400) when both are used
 */
export function checkClient(
  client: MessagingClient,
  authorization: string | undefined,
  form: URLSearchParams,
): void {
  const inBody = form.has('client_id') || form.has('client_secret');
  if (authorization !== undefined && form.has('client_secret')) {
    throw new LoginError('invalid_request', 'The client may identify itself in one way only.');
  }
  const given =
    authorization === undefined
      ? { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' }
      : readBasic(authorization);
  const repeated = inBody ? (form.get('client_id') ?? given.id) : given.id;
  // Evaluated one by one, so that a wrong id takes as long as a wrong secret.
  const matches = [same(given.id, client.id), same(repeated, client.id), same(given.secret, client.secret)];
  if (!matches.every(Boolean)) throw new LoginError('invalid_client', 'Client authentication failed.');
}

function readBasic(authorization: string): MessagingClient {
  const [scheme, encoded] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) {
    throw new LoginError('invalid_client', 'Only Basic is understood in the Authorization header.');
  }
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  try {
    return { id: formDecode(pair.slice(0, Math.max(colon, 0))), secret: formDecode(pair.slice(colon + 1)) };
  } catch (cause) {
    throw new LoginError('invalid_client', 'The Authorization header cannot be decoded.', { cause });
  }
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function same(left: string, right: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(left).digest(),
    createHash('sha256').update(right).digest(),
  );
}
