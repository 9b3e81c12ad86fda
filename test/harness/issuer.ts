import { createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createUserDirectory } from './user-directory.ts';

const base64url = (value: object | Buffer) =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url');

export interface MintOptions {
  sub: string;
  clientId: string;
  scope: string;
  /** Seconds from now; negative for a token that has expired. */
  expiresIn?: number;
  originJti?: string;
  /** Overrides and additions; `undefined` removes a claim. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: KeyObject;
}

/** Signs a JWT with RS256, claims as Cognito's access tokens have them. */
export function createIssuer(options: { region: string; userPoolId: string }) {
  const { region, userPoolId } = options;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const issuer = `https://issuer-cognito-idp.${region}.amazonaws.com/${userPoolId}`;
  const tokens = new Map<string, { sub: string; scope: string }>();
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] };

  function mint(mintOptions: MintOptions): string {
    const {
      sub,
      clientId,
      scope,
      expiresIn = 3_600,
      originJti = `link-of-${sub}`,
      key = privateKey,
    } = mintOptions;
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      sub,
      iss: issuer,
      client_id: clientId,
      origin_jti: originJti,
      event_id: randomUUID(),
      token_use: 'access',
      scope,
      auth_time: now,
      iat: now,
      exp: now + expiresIn,
      jti: randomUUID(),
      username: sub,
      version: 2,
      ...mintOptions.claims,
    };
    const signed = `${base64url({ alg: 'RS256', kid, typ: 'JWT', ...mintOptions.header })}.${base64url(claims)}`;
    const token = `${signed}.${base64url(createSign('RSA-SHA256').update(signed).sign(key))}`;
    tokens.set(token, { sub, scope });
    return token;
  }
  return {
    issuer,
    kid,
    jwks,
    mint,
    /** Whose token it is; undefined for one that is not of here. */
    minted: (token: string) => tokens.get(token),
    publicKey,
    privateKey,
  };
}

export type Issuer = ReturnType<typeof createIssuer>;

/**
 * Serves the key set and the pool's users as Cognito does, and can be made to fail as Cognito can.
 * @param userInfo answers at its path, apart from the key set and its faults
 */
export async function serveKeySet(
  issuer: Issuer,
  userPoolId: string,
  userInfo?: (request: IncomingMessage, response: ServerResponse) => void,
) {
  let fault: { status?: number; delayMs?: number; body?: string } | undefined;
  let requests = 0;
  const users = createUserDirectory(userPoolId);
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      users.serve(request, response).catch(() => response.destroy());
      return;
    }
    if (userInfo !== undefined && request.url === '/oauth2/userInfo') return userInfo(request, response);
    requests += 1;
    const answer = () => {
      const known = request.url === `/${userPoolId}/.well-known/jwks.json`;
      response.statusCode = fault?.status ?? (known ? 200 : 404);
      response.setHeader('content-type', 'application/json');
      response.end(fault?.body ?? JSON.stringify(issuer.jwks));
    };
    if (fault?.delayMs === undefined) answer();
    else setTimeout(answer, fault.delayMs).unref();
  });
  server.keepAliveTimeout = 75_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setFault: (next: typeof fault) => {
      fault = next;
    },
    requests: () => requests,
    /** The users of the pool. */
    users,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
