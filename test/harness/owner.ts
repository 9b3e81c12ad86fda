import { randomBytes } from 'node:crypto';
import { createAlexa } from '../../local/alexa/alexa.ts';
import type { Checker } from '../../local/alexa/checks/checker.ts';
import { createMemorySession } from '../../local/alexa/session.ts';
import { parseStack } from '../../local/alexa/stack.ts';
import type { StackFile } from '../../local/stack/stack-file.ts';
import { createBrowser, parameter, pkce, withQuery } from '../local/cognito-browser.ts';

/** What the account API answered. */
export interface ApiReply {
  status: number;
  body: Record<string, unknown>;
}

const field = (value: unknown, name: string): unknown =>
  (value as Record<string, unknown> | undefined)?.[name];

/** The newest code that was mailed to an address, out of the laptop's mailbox. */
async function mailedCode(stack: StackFile, to: string): Promise<string> {
  const answer = await fetch(stack.cognito.mailbox, { headers: { accept: 'application/json' } });
  const body = (await answer.json()) as unknown;
  const mails = (Array.isArray(body) ? body : field(body, 'mails')) as { to: string; code: string }[];
  const mail = mails.find((candidate) => candidate.to === to);
  if (mail === undefined) throw new Error('no mail arrived');
  return mail.code;
}

/**
 * A person who uses a stack from outside: through Cognito's pages, the portal's API and Alexa, and nothing else.
 */
export function createOwner(stack: StackFile, credentials: { username: string; password: string }) {
  const { username, password } = credentials;
  const browser = createBrowser();
  const redirectUri = `${stack.portal}/callback`;
  let token: string | undefined;

  /** The portal's address for signing in, and the PKCE verifier that belongs to it. */
  function authorizeRequest() {
    const { verifier, challenge } = pkce();
    const url = withQuery(stack.cognito.authorizeUrl, {
      response_type: 'code',
      client_id: stack.cognito.portalClient.id,
      redirect_uri: redirectUri,
      scope: 'openid email porchlight/account',
      state: randomBytes(16).toString('hex'),
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    return { url, verifier };
  }

  async function redeem(code: string, verifier: string): Promise<void> {
    const answer = await fetch(stack.cognito.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: stack.cognito.portalClient.id,
        redirect_uri: redirectUri,
        code,
        code_verifier: verifier,
      }),
    });
    const { access_token: accessToken } = (await answer.json()) as { access_token?: string };
    if (accessToken === undefined) throw new Error(`no token: HTTP ${answer.status}`);
    token = accessToken;
  }

  return {
    username,
    /** For searching what was logged and stored. */
    token: () => token ?? '',

    /** Signs up on Cognito's pages, confirms with the mailed code, and is signed in to the portal. */
    signUp: async (): Promise<void> => {
      const { url, verifier } = authorizeRequest();
      const signUpUrl = url.replace('/oauth2/authorize', '/signup');
      const signedUp = await browser.submit(signUpUrl, await browser.get(signUpUrl), { username, password });
      const confirmUrl = signedUp.location ?? signUpUrl;
      const page = signedUp.location === undefined ? signedUp : await browser.get(confirmUrl);
      let reached = await browser.submit(confirmUrl, page, { code: await mailedCode(stack, username) });
      while (reached.location !== undefined && !reached.location.startsWith(redirectUri)) {
        reached = await browser.get(reached.location);
      }
      await redeem(parameter(reached, 'code'), verifier);
    },

    /** Signs in to the portal on Cognito's login page. */
    signIn: async (): Promise<void> => {
      const { url, verifier } = authorizeRequest();
      await redeem(parameter(await browser.signIn(url, username, password), 'code'), verifier);
    },

    /** Calls the account API as the signed-in person. */
    api: async (method: string, path: string, body?: object): Promise<ApiReply> => {
      const answer = await fetch(new URL(`/v1${path}`, stack.portal), {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
    },

    /** The same person's Alexa, not yet linked. Somebody with several Amazon accounts names them. */
    alexa: (checker: Checker, amazonAccount = username) => {
      const parsed = parseStack(JSON.parse(JSON.stringify(stack)));
      const alexa = createAlexa({ stack: parsed, session: createMemorySession(amazonAccount), checker });
      return { ...alexa, linkAsOwner: () => alexa.link({ username, password }) };
    },
  };
}

export type Owner = ReturnType<typeof createOwner>;
