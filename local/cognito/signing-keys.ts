import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import { createStateFile, StateFileError } from './state-file.ts';

/** One RSA-2048 key: `sign` makes a compact RS256 JWT, `claims` gives the payload back if the signature holds. */
export type SigningKey = {
  kid: string;
  jwk: { kty: string; n: string; e: string; kid: string; alg: 'RS256'; use: 'sig' };
  sign(claims: Record<string, unknown>): string;
  claims(jwt: string): Record<string, unknown> | undefined;
};

/** Cognito signs access tokens and ID tokens with different keys; so do we. */
export type SigningKeys = { access: SigningKey; id: SigningKey };

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const decode = (part: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

const createSigningKey = (privateKey: KeyObject): SigningKey => {
  const publicKey = createPublicKey(privateKey);
  const { kty, n, e } = publicKey.export({ format: 'jwk' });
  if (kty !== 'RSA' || n === undefined || e === undefined) throw new TypeError('not an RSA key');
  // RFC 7638: the thumbprint is the key id, so the same key always has the same one.
  const kid = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
  return {
    kid,
    jwk: { kty, n, e, kid, alg: 'RS256', use: 'sig' },
    sign(claims) {
      const input = `${encode({ kid, alg: 'RS256' })}.${encode(claims)}`;
      return `${input}.${sign('RSA-SHA256', Buffer.from(input), privateKey).toString('base64url')}`;
    },
    claims(jwt) {
      const [header = '', payload = '', signature = '', ...rest] = jwt.split('.');
      const parsed = decode(header);
      if (rest.length > 0 || parsed?.kid !== kid || parsed.alg !== 'RS256') return undefined;
      const genuine = verify(
        'RSA-SHA256',
        Buffer.from(`${header}.${payload}`),
        publicKey,
        Buffer.from(signature, 'base64url'),
      );
      return genuine ? decode(payload) : undefined;
    },
  };
};

const generate = promisify(generateKeyPair);

const newPem = async (): Promise<string> => {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};

/**
 * The pool's two keys from `path`, made on the first run and kept (mode 0600), so that tokens survive a restart.
 * Throws StateFileError when the file is damaged.
 */
export const loadSigningKeys = async (path: string): Promise<SigningKeys> => {
  const file = createStateFile(path);
  const stored = await file.read();
  if (stored === undefined) {
    const [access, id] = await Promise.all([newPem(), newPem()]);
    await file.write({ version: 1, access, id });
    return { access: createSigningKey(createPrivateKey(access)), id: createSigningKey(createPrivateKey(id)) };
  }
  try {
    if (typeof stored !== 'object' || stored === null || !('access' in stored) || !('id' in stored))
      throw new TypeError('the keys are missing');
    return {
      access: createSigningKey(createPrivateKey(String(stored.access))),
      id: createSigningKey(createPrivateKey(String(stored.id))),
    };
  } catch (error) {
    throw new StateFileError('signing-keys.json', error);
  }
};
