import { randomBytes, randomUUID } from 'node:crypto';
import { isGoodToken, signToken, unverifiedIssuer } from './jwt.ts';

/** A refresh token as Home Assistant keeps it; a long-lived access token is one of these, too. */
export interface RefreshToken {
  readonly id: string;
  readonly kind: 'normal' | 'long_lived_access_token';
  /** What the client presents to refresh; 128 hex digits. */
  readonly token: string;
  /** Key of the access tokens; deleting the refresh token therefore ends them. */
  readonly jwtKey: string;
  readonly clientId: string | null;
  readonly clientName: string | null;
  readonly createdAt: string;
  /** Life of an access token in seconds. */
  readonly lifespan: number;
}

/** A client name is already taken by another long-lived token. */
export class ClientNameTaken extends Error {
  readonly clientName: string;
  constructor(clientName: string) {
    super(`There is already a long-lived token named ${clientName}`);
    this.name = 'ClientNameTaken';
    this.clientName = clientName;
  }
}

/** The home's tokens. */
export interface TokenStore {
  list(): readonly RefreshToken[];
  byId(id: string): RefreshToken | undefined;
  byToken(token: string): RefreshToken | undefined;
  /** A refresh token for a client that signed in through a browser. */
  signIn(clientId: string): RefreshToken;
  /** @throws {ClientNameTaken} */
  longLived(clientName: string, days: number): RefreshToken;
  /** Deletes a token; its access tokens are refused from now on. */
  remove(id: string): boolean;
  /** A fresh access token: HS256 JWT of `iss`, `iat`, `exp`. */
  accessToken(token: RefreshToken): string;
  /** The refresh token behind a good access token. */
  verify(accessToken: string): RefreshToken | undefined;
  /** Calls back once when this token is deleted; returns the way to stop waiting. */
  onRemove(id: string, callback: () => void): () => void;
}

const thirtyMinutes = 30 * 60;

/**
 * @param saved tokens of an earlier run
 * @param onChange called with all tokens whenever one is added or deleted
 */
export function createTokenStore({
  saved,
  now,
  onChange,
}: {
  readonly saved: readonly RefreshToken[];
  readonly now: () => Date;
  readonly onChange: (tokens: readonly RefreshToken[]) => void;
}): TokenStore {
  const tokens = new Map(saved.map((token) => [token.id, token]));
  const watchers = new Map<string, Set<() => void>>();
  const list = (): readonly RefreshToken[] => [...tokens.values()];

  const add = (rest: Pick<RefreshToken, 'kind' | 'clientId' | 'clientName' | 'lifespan'>): RefreshToken => {
    const token: RefreshToken = {
      id: randomUUID().replaceAll('-', ''),
      token: randomBytes(64).toString('hex'),
      jwtKey: randomBytes(64).toString('hex'),
      createdAt: now().toISOString(),
      ...rest,
    };
    tokens.set(token.id, token);
    onChange(list());
    return token;
  };

  return {
    list,
    byId: (id) => tokens.get(id),
    byToken: (text) => list().find((token) => token.token === text),
    signIn: (clientId) => add({ kind: 'normal', clientId, clientName: null, lifespan: thirtyMinutes }),
    longLived(clientName, days) {
      if (list().some((token) => token.clientName === clientName)) throw new ClientNameTaken(clientName);
      return add({ kind: 'long_lived_access_token', clientId: null, clientName, lifespan: days * 86_400 });
    },
    remove(id) {
      if (!tokens.delete(id)) return false;
      onChange(list());
      for (const callback of watchers.get(id) ?? []) callback();
      watchers.delete(id);
      return true;
    },
    accessToken(token) {
      const iat = Math.floor(now().getTime() / 1000);
      return signToken({ iss: token.id, iat, exp: iat + token.lifespan }, token.jwtKey);
    },
    verify(accessToken) {
      const token = tokens.get(unverifiedIssuer(accessToken) ?? '');
      return token && isGoodToken(accessToken, token.jwtKey, now()) ? token : undefined;
    },
    onRemove(id, callback) {
      const set = watchers.get(id) ?? new Set();
      watchers.set(id, set.add(callback));
      return () => void set.delete(callback);
    },
  };
}
