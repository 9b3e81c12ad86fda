import { createHash } from 'node:crypto';
import { isObject, type Json } from '../json.ts';

/** A request of the Alexa Skills Kit: what somebody says to the skill, or an event about it. */
export interface SkillRequest {
  /** Such as `LaunchRequest` or `AlexaSkillEvent.SkillDisabled`. */
  type: string;
  /** The skill that Alexa means. */
  applicationId?: string;
  /** The hash of Alexa's id of its user; the id itself goes no further than this. */
  alexaUser?: string;
  /** The request itself, as it came. */
  request: Json;
}

const TYPE = /^[A-Za-z][A-Za-z.]{0,99}$/;

const inside = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Alexa's user ids are long and random, so that a plain hash gives none away. */
const hashOf = (userId: string): string => createHash('sha256').update(userId).digest('base64url');

/**
 * Reads the envelope. Who and for whom stands in the context: events have no session.
 * @returns undefined for what is no request of the Alexa Skills Kit
 * @see https://developer.amazon.com/docs/alexa/custom-skills/request-and-response-json-reference.html
 */
export function parseSkillRequest(message: unknown): SkillRequest | undefined {
  const request = inside(message, 'request');
  if (!isObject(request) || typeof request.type !== 'string' || !TYPE.test(request.type)) return undefined;
  const system = inside(inside(message, 'context'), 'System');
  const applicationId = text(inside(inside(system, 'application'), 'applicationId'));
  const userId = text(inside(inside(system, 'user'), 'userId'));
  return {
    type: request.type,
    ...(applicationId !== undefined && { applicationId }),
    ...(userId !== undefined && { alexaUser: hashOf(userId) }),
    request,
  };
}
