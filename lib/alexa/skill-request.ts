import { createHash } from 'node:crypto';
import { isObject, type Json } from '../json.ts';
import { Secret } from '../vault/secret.ts';

/** A request of the Alexa Skills Kit: what somebody says to the skill, or an event about it. */
export interface SkillRequest {
  /** Such as `LaunchRequest` or `AlexaSkillEvent.SkillDisabled`. */
  type: string;
  /** The skill that Alexa means. */
  applicationId?: string;
  /** The hash of Alexa's id of its user; the id itself goes no further than this. */
  alexaUser?: string;
  /** Such as `de-DE`; events have none. */
  locale?: string;
  /** The access token of the linked account. That of a recognised speaker (`person`) is not looked at. */
  accessToken?: Secret;
  /** What the last answer of this session left in it, as it came back. */
  attributes: Json;
  /** Where and with what a progressive response is sent. */
  callback?: { endpoint: string; token: Secret; requestId: string };
  /** The request itself, as it came. */
  request: Json;
  /** `session` as it came, with its tokens. */
  session?: Json;
}

const TYPE = /^[A-Za-z][A-Za-z.]{0,99}$/;
const LOCALE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

const inside = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Alexa's user ids are long and random, so that a plain hash gives none away. */
const hashOf = (userId: string): string => createHash('sha256').update(userId).digest('base64url');

function callbackOf(system: unknown, request: Json): SkillRequest['callback'] {
  const endpoint = text(inside(system, 'apiEndpoint'));
  const token = text(inside(system, 'apiAccessToken'));
  const requestId = text(request.requestId);
  if (endpoint === undefined || token === undefined || requestId === undefined) return undefined;
  return { endpoint, token: new Secret(token), requestId };
}

/**
 * Reads the envelope. Who and for whom stands in the context: events have no session.
 * @returns undefined for what is no request of the Alexa Skills Kit
 * @see https://developer.amazon.com/docs/alexa/custom-skills/request-and-response-json-reference.html
 */
export function parseSkillRequest(message: unknown): SkillRequest | undefined {
  const request = inside(message, 'request');
  if (!isObject(request) || typeof request.type !== 'string' || !TYPE.test(request.type)) return undefined;
  const system = inside(inside(message, 'context'), 'System');
  const session = inside(message, 'session');
  const attributes = inside(session, 'attributes');
  const applicationId = text(inside(inside(system, 'application'), 'applicationId'));
  const userId = text(inside(inside(system, 'user'), 'userId'));
  const accessToken = text(inside(inside(system, 'user'), 'accessToken'));
  const locale = text(request.locale);
  const callback = callbackOf(system, request);
  return {
    type: request.type,
    ...(applicationId !== undefined && { applicationId }),
    ...(userId !== undefined && { alexaUser: hashOf(userId) }),
    ...(locale !== undefined && LOCALE.test(locale) && { locale }),
    ...(accessToken !== undefined && { accessToken: new Secret(accessToken) }),
    attributes: isObject(attributes) ? attributes : {},
    ...(callback !== undefined && { callback }),
    request,
    ...(isObject(session) && { session }),
  };
}
