import { isObject } from '../json.ts';
import { Secret } from '../vault/secret.ts';
import type { SkillRequest } from './skill-request.ts';

/** What Alexa says about the skill and one of its users. */
export interface SkillEvent {
  alexaUser: string;
  /** When it happened, epoch milliseconds by Alexa's clock. */
  createdAt: number;
  /** Of `SkillAccountLinked`: the token that our login service gave Alexa. */
  accessToken?: Secret;
  /** Of permission events: what the user allows now. */
  scopes: string[];
}

/** Numbers below are seconds, those above milliseconds: the year 5138, and the spring of 1973. */
const SECONDS_END = 100_000_000_000;
const SCOPE = /^[A-Za-z0-9:._-]{1,100}$/;

/**
 * A moment, in any of the ways in which Alexa has written them: its SDKs and samples have ISO 8601, some libraries for
 * it read numbers too.
 */
function momentOf(value: unknown): number | undefined {
  const isNumeric = typeof value === 'string' && /^\d{9,14}$/.test(value);
  if (typeof value === 'number' || isNumeric) {
    const number = Number(value);
    if (!Number.isFinite(number) || number <= 0) return undefined;
    return Math.trunc(number < SECONDS_END ? number * 1_000 : number);
  }
  const moment = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return moment > 0 ? moment : undefined;
}

const scopesIn = (permissions: unknown): string[] =>
  (Array.isArray(permissions) ? permissions : []).flatMap((permission: unknown) => {
    const scope = isObject(permission) ? permission.scope : undefined;
    return typeof scope === 'string' && SCOPE.test(scope) ? [scope] : [];
  });

/**
 * Reads a skill event. What counts is when it was made; when it was sent (`timestamp`) stands in where that is missing.
 * @returns undefined where it names no user or no time
 * @see https://developer.amazon.com/docs/alexa/smapi/skill-events-in-alexa-skills.html
 */
export function parseSkillEvent({ request, alexaUser }: SkillRequest): SkillEvent | undefined {
  const createdAt = momentOf(request.eventCreationTime) ?? momentOf(request.timestamp);
  if (alexaUser === undefined || createdAt === undefined) return undefined;
  const body = isObject(request.body) ? request.body : {};
  const { accessToken } = body;
  return {
    alexaUser,
    createdAt,
    ...(typeof accessToken === 'string' && accessToken !== '' && { accessToken: new Secret(accessToken) }),
    scopes: scopesIn(body.acceptedPermissions),
  };
}
