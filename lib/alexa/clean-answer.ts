import type { Clock } from '../deadline.ts';
import { HomeAnswerInvalid } from '../outcomes/home.ts';
import { cleanHomeError } from './home-errors.ts';
import type { AlexaResponse, Directive, Property } from './message.ts';
import { responseHeader } from './responses.ts';
import { correctState } from './state-correction.ts';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Alexa takes UTC with `Z` and at most three digits of a second.
 * @returns the same moment so written; `now` where the home sent none that can be read
 */
export function alexaTime(sample: unknown, now: number): string {
  const moment = typeof sample === 'string' ? Date.parse(sample) : Number.NaN;
  return new Date(Number.isNaN(moment) ? now : moment).toISOString();
}

function cleanProperty(raw: unknown, now: number): Property | undefined {
  if (!isObject(raw)) return undefined;
  const { namespace, name, instance, value, timeOfSample, uncertaintyInMilliseconds: uncertainty } = raw;
  if (typeof namespace !== 'string' || typeof name !== 'string' || value === undefined) return undefined;
  return {
    namespace,
    ...(typeof instance === 'string' && { instance }),
    name,
    value,
    timeOfSample: alexaTime(timeOfSample, now),
    uncertaintyInMilliseconds:
      Number.isInteger(uncertainty) && Number(uncertainty) >= 0 ? Number(uncertainty) : 0,
  };
}

/** A home that reports no property at all sends no context, or an empty one. */
export function cleanProperties(context: unknown, now: number): Property[] {
  const properties = isObject(context) && Array.isArray(context.properties) ? context.properties : [];
  return properties.map((raw) => cleanProperty(raw, now)).filter((property) => property !== undefined);
}

/** Nothing of a scope goes back, wherever the home put it: it names a token. */
function withoutScope(payload: Json): Json {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => name !== 'scope'));
}

/** Names of answers that a home may give; a directive's own interface may add to those of `Alexa`. */
function assertFitting(directive: Directive, namespace: string, name: string): void {
  const asked = `${directive.header.namespace}/${directive.header.name}`;
  const isReport = namespace === 'Alexa' && name === 'StateReport';
  if (asked === 'Alexa/ReportState' ? isReport : !isReport && name !== 'DeferredResponse') {
    if (namespace === 'Alexa' || namespace === directive.header.namespace) return;
  }
  throw new HomeAnswerInvalid('event.header.name');
}

/**
 * Rebuilds the answer of a home to a directive for an endpoint. Only what the home has to say is taken from it
 * (kind, payload, state); header, correlation token and endpoint are Alexa's own, and no scope, cookie or
 * unknown field goes through.
 * @throws {HomeAnswerInvalid}
 */
export function cleanAnswer(directive: Directive, answer: Json, clock: Clock): AlexaResponse {
  const event = answer.event;
  if (!isObject(event)) throw new HomeAnswerInvalid('event');
  const header = event.header;
  if (!isObject(header)) throw new HomeAnswerInvalid('event.header');
  const { namespace, name } = header;
  if (typeof namespace !== 'string' || typeof name !== 'string') throw new HomeAnswerInvalid('event.header');
  const payload = isObject(event.payload) ? withoutScope(event.payload) : {};
  const { correlationToken } = directive.header;
  const endpoint = directive.endpoint && { endpoint: { endpointId: directive.endpoint.endpointId } };

  if (name === 'ErrorResponse') {
    const error = cleanHomeError(payload);
    return {
      event: {
        header: responseHeader(error.namespace, name, correlationToken),
        ...endpoint,
        payload: error.payload,
      },
    };
  }

  assertFitting(directive, namespace, name);
  const now = clock();
  const reported = cleanProperties(answer.context, now);
  const properties = correctState(directive, reported, now);
  return {
    event: { header: responseHeader(namespace, name, correlationToken), ...endpoint, payload },
    ...((properties.length > 0 || isObject(answer.context)) && { context: { properties } }),
  };
}
