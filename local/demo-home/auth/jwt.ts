import { createHmac, timingSafeEqual } from 'node:crypto';

/** Claims of a Home Assistant access token; times are epoch seconds, `iss` is the refresh token's id. */
export interface Claims {
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
}

/** Home Assistant accepts tokens this long after they expired, for clocks that differ. */
const leewaySeconds = 10;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (text: string, key: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signs claims with HS256, as PyJWT does for Home Assistant. */
export function signToken(claims: Claims, key: string): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${sign(signed, key).toString('base64url')}`;
}

function parse(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Reads the issuer without any check, to find the key that the token claims to be signed with. */
export function unverifiedIssuer(token: string): string | undefined {
  const claims = parse(token.split('.')[1]);
  return typeof claims === 'object' && claims !== null && 'iss' in claims && typeof claims.iss === 'string'
    ? claims.iss
    : undefined;
}

/** Whether signature and times are good. */
export function isGoodToken(token: string, key: string, now: Date): boolean {
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || !signature || rest.length > 0) return false;
  const given = Buffer.from(signature, 'base64url');
  const expected = sign(`${header}.${payload}`, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  const claims = parse(payload);
  return (
    typeof claims === 'object' &&
    claims !== null &&
    'exp' in claims &&
    typeof claims.exp === 'number' &&
    now.getTime() / 1000 < claims.exp + leewaySeconds
  );
}
