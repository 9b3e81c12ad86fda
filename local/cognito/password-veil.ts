import { randomBytes, scrypt } from 'node:crypto';
import { createStateFile, StateFileError } from './state-file.ts';

/**
 * cognito-local stores passwords as they are and compares them letter for letter. The veil stands between: it
 * replaces each password in a request by its scrypt hash, so that equal passwords stay equal and none is on disk.
 */
export type PasswordVeil = {
  hash(password: string): Promise<string>;
  /** The request with every password in it replaced, whichever field it is in. */
  veil(request: Record<string, unknown>): Promise<Record<string, unknown>>;
};

const passwordFields = new Set([
  'Password',
  'TemporaryPassword',
  'PreviousPassword',
  'ProposedPassword',
  'PASSWORD',
  'NEW_PASSWORD',
]);
const nestedFields = new Set(['AuthParameters', 'ChallengeResponses']);

/**
 * Opens the veil whose salt is kept in `path`: one salt a stack, because cognito-local can only compare.
 * Throws StateFileError when the file is damaged.
 */
export const openPasswordVeil = async (path: string): Promise<PasswordVeil> => {
  const file = createStateFile(path);
  const stored = await file.read();
  const salt =
    stored === undefined
      ? randomBytes(32).toString('base64url')
      : typeof stored === 'object' && stored !== null && 'salt' in stored && typeof stored.salt === 'string'
        ? stored.salt
        : '';
  if (salt === '') throw new StateFileError('password-salt.json', new TypeError('the salt is missing'));
  if (stored === undefined) await file.write({ version: 1, salt });

  const hash = (password: string): Promise<string> =>
    new Promise((resolve, reject) => {
      scrypt(password, salt, 32, { N: 4096 }, (error, key) =>
        error ? reject(error) : resolve(`scrypt:${key.toString('base64url')}`),
      );
    });

  const veil = async (request: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const veiled = await Promise.all(
      Object.entries(request).map(async ([name, value]): Promise<[string, unknown]> => {
        if (passwordFields.has(name) && typeof value === 'string') return [name, await hash(value)];
        if (nestedFields.has(name) && typeof value === 'object' && value !== null)
          return [name, await veil({ ...value })];
        return [name, value];
      }),
    );
    return Object.fromEntries(veiled);
  };
  return { hash, veil };
};
