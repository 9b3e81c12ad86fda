import type { Clock } from '../deadline.ts';
import { isObject, type Json } from '../json.ts';
import { HomeAnswerInvalid } from '../outcomes/home.ts';
import { alexaTime } from './alexa-time.ts';
import { answerPayload, isStateReport } from './answer-kinds.ts';
import { cleanHomeError } from './home-errors.ts';
import type { AlexaResponse, Directive, Property } from './message.ts';
import { responseHeader } from './responses.ts';
import { correctState } from './state-correction.ts';

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

function cleanProperty(raw: unknown, now: number): Property | undefined {
  if (!isObject(raw)) return undefined;
  const { namespace, name, instance, value, timeOfSample, uncertaintyInMilliseconds: uncertainty } = raw;
  if (!isName(namespace) || !isName(name) || value === undefined) return undefined;
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

const identityOf = ({ namespace, name, instance }: Property) => JSON.stringify([namespace, name, instance]);

/** A home that reports no property at all sends no context, or an empty one. Of repeated ones the first counts. */
export function cleanProperties(context: unknown, now: number): Property[] {
  const properties = isObject(context) && Array.isArray(context.properties) ? context.properties : [];
  const cleaned = new Map<string, Property>();
  for (const raw of properties) {
    const property = cleanProperty(raw, now);
    if (property !== undefined && !cleaned.has(identityOf(property))) {
      cleaned.set(identityOf(property), property);
    }
  }
  return [...cleaned.values()];
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
  const given = isObject(event.payload) ? event.payload : {};
  const { correlationToken } = directive.header;
  const endpoint = directive.endpoint && { endpoint: { endpointId: directive.endpoint.endpointId } };

  if (name === 'ErrorResponse') {
    const error = cleanHomeError(given, directive.header.namespace);
    return {
      event: {
        header: responseHeader(error.namespace, name, correlationToken),
        ...endpoint,
        payload: error.payload,
      },
    };
  }

  const payload = answerPayload(directive.header, { namespace, name, payload: given }, clock);
  const now = clock();
  const reported = cleanProperties(answer.context, now);
  const properties = correctState(directive, reported, now);
  return {
    event: { header: responseHeader(namespace, name, correlationToken), ...endpoint, payload },
    ...((properties.length > 0 || isStateReport({ namespace, name })) && { context: { properties } }),
  };
}
