import { createHash, randomBytes } from 'node:crypto';
import type { OAuthClient } from './app-client.ts';
import { createStateFile } from './state-file.ts';

/** What a refresh token stands for; times are epoch seconds. */
export type RefreshGrant = {
  clientId: string;
  sub: string;
  scope: string;
  originJti: string;
  authTime: number;
  expiresAt: number;
};
/** `endsAt` is set once a newer token has replaced this one. */
type Entry = RefreshGrant & { endsAt?: number };

export type RefreshTokens = {
  issue(grant: RefreshGrant): Promise<string>;
  find(token: string): RefreshGrant | undefined;
  /** Issues the successor, which lives no longer than the original; the old token ends after the grace. */
  rotate(token: string, rotation: NonNullable<OAuthClient['rotation']>): Promise<string | undefined>;
  /** Ends a sign-in: its refresh token and all that were rotated out of it. */
  revoke(originJti: string): Promise<void>;
  revokeUser(sub: string): Promise<void>;
  isLive(originJti: string): boolean;
};

const MAX_TOKENS = 10_000;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' &&
  value !== null &&
  ['clientId', 'sub', 'scope', 'originJti'].every((name) => typeof Reflect.get(value, name) === 'string') &&
  ['authTime', 'expiresAt'].every((name) => typeof Reflect.get(value, name) === 'number');

/**
 * The pool's refresh tokens, kept in `path` by their SHA-256 so that links survive a restart and the file gives
 * none of them away. Each change is on disk before the caller hears of it.
 */
export const openRefreshTokens = async (options: {
  path: string;
  now: () => number;
}): Promise<RefreshTokens> => {
  const { path, now } = options;
  const seconds = (): number => now() / 1000;
  const file = createStateFile(path);
  const stored = await file.read();
  const entries = new Map<string, Entry>(
    Object.entries(typeof stored === 'object' && stored !== null ? stored : {}).filter(
      (pair): pair is [string, Entry] => isEntry(pair[1]),
    ),
  );

  const lives = (entry: Entry): boolean => Math.min(entry.expiresAt, entry.endsAt ?? Infinity) > seconds();
  const save = (): Promise<void> => {
    for (const [hash, entry] of entries) if (!lives(entry)) entries.delete(hash);
    for (const hash of entries.keys()) {
      if (entries.size <= MAX_TOKENS) break;
      entries.delete(hash);
    }
    return file.write(Object.fromEntries(entries));
  };
  const find = (token: string): Entry | undefined => {
    const entry = entries.get(hashOf(token));
    return entry && lives(entry) ? entry : undefined;
  };
  const issue = async ({ clientId, sub, scope, originJti, authTime, expiresAt }: RefreshGrant) => {
    const token = randomBytes(96).toString('base64url');
    entries.set(hashOf(token), { clientId, sub, scope, originJti, authTime, expiresAt });
    await save();
    return token;
  };
  const removeWhere = async (matches: (entry: Entry) => boolean): Promise<void> => {
    for (const [hash, entry] of entries) if (matches(entry)) entries.delete(hash);
    await save();
  };

  return {
    issue,
    find,
    async rotate(token, { graceSeconds }) {
      const entry = find(token);
      if (!entry) return undefined;
      // The grace runs from the first rotation: using the old token again must not prolong it.
      entry.endsAt ??= seconds() + graceSeconds;
      return issue(entry);
    },
    revoke: (originJti) => removeWhere((entry) => entry.originJti === originJti),
    revokeUser: (sub) => removeWhere((entry) => entry.sub === sub),
    isLive: (originJti) =>
      [...entries.values()].some((entry) => entry.originJti === originJti && lives(entry)),
  };
};
