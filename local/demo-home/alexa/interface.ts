import type { Attributes, Entity } from '../entity.ts';
import { AlexaError, type JsonObject } from './message.ts';

/** What one entity has of one Alexa interface. */
export interface Capability {
  readonly interface: string;
  readonly instance?: string;
  /** How each property is read; undefined leaves it out of the answer. */
  readonly properties?: Readonly<Record<string, (entity: Entity) => unknown>>;
  /** Whether discovery says `nonControllable: false`, as Home Assistant does for generic controllers. */
  readonly generic?: true;
  /** Anything else that discovery says: configuration, resources, operations. */
  readonly discovery?: JsonObject;
}

/** What a handler works with. */
export interface Request {
  readonly entity: Entity;
  readonly payload: JsonObject;
  readonly instance: string | undefined;
  /** Calls a service of the entity (`turn_on`); checked now, applied right after the answer. */
  call(service: string, data?: Attributes): void;
}

/** What a handler answers; without anything it is `Alexa/Response`. */
export interface Outcome {
  readonly namespace?: string;
  readonly name?: string;
  readonly payload?: JsonObject;
  /** Values that the handler vouches for; every other property is read from the entity as it still stands. */
  readonly confirmed?: readonly JsonObject[];
}

/** Answers one directive. */
export type Handler = (request: Request) => Outcome;

/** Handlers of one namespace, by the directive's name. */
export type Handlers = Readonly<Record<string, Handler>>;

/** A number of the payload. @throws TypeError when it is none; Home Assistant then says "Unknown error" */
export function payloadNumber(payload: JsonObject, name: string): number {
  const value = payload[name];
  if (typeof value !== 'number') throw new TypeError(`${name} is no number`);
  return value;
}

/** A text of the payload. @throws TypeError when it is none */
export function payloadText(payload: JsonObject, name: string): string {
  const value = payload[name];
  if (typeof value !== 'string') throw new TypeError(`${name} is no text`);
  return value;
}

/** The error for an instance or action that the entity does not have. */
export function notSupported(): AlexaError {
  return new AlexaError('INVALID_DIRECTIVE', 'Entity does not support directive');
}

/** Friendly names: ids of Alexa's catalogue as assets, everything else as text. */
export function friendlyNames(...labels: readonly string[]): JsonObject {
  return {
    friendlyNames: labels.map((label) =>
      label.startsWith('Alexa.')
        ? { '@type': 'asset', value: { assetId: label } }
        : { '@type': 'text', value: { text: label, locale: 'en-US' } },
    ),
  };
}

/** Maps words such as "open" or "lower" to a directive of the interface. */
export function actionMapping(actions: readonly string[], name: string, payload: JsonObject): JsonObject {
  return {
    '@type': 'ActionsToDirective',
    actions: actions.map((action) => `Alexa.Actions.${action}`),
    directive: { name, payload },
  };
}
