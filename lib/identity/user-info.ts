import type { Deadline } from '../deadline.ts';
import { UserInfoUnavailable } from '../outcomes/identity.ts';
import type { Secret } from '../vault/secret.ts';

/** Somebody signed in, with the access token that they came with. */
export interface Caller {
  sub: string;
  token: Secret | undefined;
}

/**
 * The e-mail address of a caller, if the login service has verified it: access tokens do not carry it.
 * @throws {UserInfoUnavailable} nothing is known about the address
 */
export type VerifiedEmailOf = (caller: Caller, deadline: Deadline) => Promise<string | undefined>;

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 64 * 1024;

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new UserInfoUnavailable('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What the login service says of the holder of a token. Its answer is never quoted. */
async function ask(url: URL, token: Secret, deadline: Deadline): Promise<Record<string, unknown>> {
  const timeout = deadline.within(TIMEOUT_MS).remaining();
  let text: string;
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token.reveal()}` },
      redirect: 'error',
      signal: AbortSignal.timeout(Math.max(1, timeout)),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new UserInfoUnavailable(`status ${response.status}`);
    }
    text = await readBounded(response);
  } catch (cause) {
    if (cause instanceof UserInfoUnavailable) throw cause;
    const isTimeout = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new UserInfoUnavailable(isTimeout ? 'no answer in time' : 'no connection', { cause });
  }
  try {
    const body = JSON.parse(text) as unknown;
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  } catch {
    // Nor is the parser's message, which would.
  }
  throw new UserInfoUnavailable('no JSON object');
}

/**
 * Asks Cognito's userInfo endpoint, as the caller.
 * @param signInOrigin of the managed login
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html (`email_verified` is a text)
 */
export function createVerifiedEmailOf(signInOrigin: string): VerifiedEmailOf {
  const url = new URL('/oauth2/userInfo', signInOrigin);
  return async ({ sub, token }, deadline) => {
    if (token === undefined) throw new UserInfoUnavailable('no token');
    const { sub: named, email, email_verified: verified } = await ask(url, token, deadline);
    // Another's address must not count, however it came to be in the answer.
    if (named !== sub) throw new UserInfoUnavailable('of another user');
    const isVerified = verified === true || verified === 'true';
    return isVerified && typeof email === 'string' && email !== '' ? email : undefined;
  };
}

/** Capital letters make no difference to an address; only those of ASCII, since others turn into letters of other names. */
const folded = (address: string) => address.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());

export const isSameEmail = (one: string, other: string): boolean => folded(one) === folded(other);
