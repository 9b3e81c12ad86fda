import { readFileSync } from 'node:fs';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { type DemoHome, type DemoHomeOptions, startDemoHome } from '../../local/demo-home/start.ts';

/** The person who lives in the demo homes of these tests. */
export const owner = { username: 'Robin', password: 'correct horse battery' };

/** Starts a home on a free port of this machine. */
export function startHome(options: Partial<DemoHomeOptions> = {}): Promise<DemoHome> {
  return startDemoHome({ host: '127.0.0.1', port: 0, ...owner, ...options });
}

/** One property in the context of an answer. */
export interface Property {
  readonly namespace: string;
  readonly name: string;
  readonly instance?: string;
  readonly value: unknown;
  readonly timeOfSample?: string;
  readonly uncertaintyInMilliseconds?: number;
}

/** An endpoint as discovery lists it. */
export interface DiscoveredEndpoint {
  readonly endpointId: string;
  readonly capabilities: readonly {
    readonly interface: string;
    readonly instance?: string;
    readonly properties?: { readonly supported: readonly { readonly name: string }[] };
  }[];
}

/** An answer of the home, as far as tests look into it. */
export interface AlexaAnswer {
  readonly event: {
    readonly header: {
      readonly namespace: string;
      readonly name: string;
      readonly messageId: string;
      readonly payloadVersion: string;
      readonly correlationToken?: string;
    };
    readonly endpoint?: object;
    readonly payload: {
      readonly type?: string;
      readonly message?: string;
      readonly endpoints?: readonly DiscoveredEndpoint[];
    };
  };
  readonly context?: { readonly properties: readonly Property[] };
}

/** What a test says of a directive; the rest of the message is as Alexa sends it. */
export interface Said {
  readonly namespace: string;
  readonly name: string;
  readonly payload?: object;
  readonly entityId?: string;
  readonly instance?: string;
}

/** A directive as Alexa sends it, token in its scope included. */
export function directive({ namespace, name, payload = {}, entityId, instance }: Said): object {
  return {
    directive: {
      header: {
        namespace,
        name,
        payloadVersion: '3',
        messageId: '1bd5d003-31b9-476f-ad03-71d471922820',
        correlationToken: 'dFMb0z+PgpgdDmluhJ1LddFvSqZ/jCc8ptlAKulUj90jSqg==',
        ...(instance ? { instance } : {}),
      },
      payload,
      ...(entityId
        ? {
            endpoint: {
              scope: { type: 'BearerToken', token: 'a-token-of-the-skill' },
              endpointId: entityId.replaceAll('.', '#'),
              cookie: { room: 'kitchen' },
            },
          }
        : {}),
    },
  };
}

type Validate = (message: unknown) => string | undefined;

/** Amazon's schema, when `ALEXA_MESSAGE_SCHEMA` names its file; otherwise everything passes. */
function amazonSchema(): Validate {
  const file = process.env.ALEXA_MESSAGE_SCHEMA;
  if (!file) return () => undefined;
  const ajv = new Ajv.default({ strict: false, unicodeRegExp: false, allErrors: false });
  addFormats.default(ajv);
  const validate = ajv.compile<unknown>(JSON.parse(readFileSync(file, 'utf8')));
  return (message) => {
    if (validate(message)) return undefined;
    // The schema tries every kind of message; what is said about the deepest place is what matters.
    const errors = validate.errors ?? [];
    const depth = Math.max(...errors.map(({ instancePath }) => instancePath.length));
    return ajv.errorsText(errors.filter(({ instancePath }) => instancePath.length === depth));
  };
}

/** Says what Amazon's schema has against a message, or undefined. */
export const objection = amazonSchema();

const unknownInterface = 'Alexa.PlaybackStateReporter';
const thermostatErrors = ['UNSUPPORTED_THERMOSTAT_MODE', 'INVALID_TARGET_STATE'];

/**
 * A message as far as the schema goes; undefined where it has nothing to say. What Alexa takes from Home
 * Assistant and the schema does not: properties without sample time and uncertainty (those that a handler
 * vouches for), an interface that the schema does not know, and the thermostat's errors, which Home
 * Assistant sends in the namespace `Alexa`.
 */
function asFarAsSchemaGoes({ event, context }: AlexaAnswer): object | undefined {
  if (thermostatErrors.includes(event.payload.type ?? '')) return undefined;
  const sample = { timeOfSample: '2026-01-01T00:00:00Z', uncertaintyInMilliseconds: 0 };
  const properties = context?.properties
    .filter(({ namespace }) => namespace !== unknownInterface)
    .map((property) => ({ ...sample, ...property }));
  const endpoints = event.payload.endpoints?.map((endpoint) => ({
    ...endpoint,
    capabilities: endpoint.capabilities.filter((capability) => capability.interface !== unknownInterface),
  }));
  return {
    event: endpoints ? { ...event, payload: { endpoints } } : event,
    ...(properties ? { context: { properties } } : {}),
  };
}

/** The body of a response, which the caller knows to be an answer to a directive. */
export async function answerIn(response: Response): Promise<AlexaAnswer> {
  return JSON.parse(await response.text());
}

/** Posts to the home's Alexa route. */
export function post(home: DemoHome, token: string | undefined, body: string): Promise<Response> {
  return fetch(`${home.url}/api/alexa/smart_home`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
  });
}

/** Sends a directive, expects 200 and a message that Amazon's schema accepts. */
export async function send(home: DemoHome, token: string, said: Said): Promise<AlexaAnswer> {
  const response = await post(home, token, JSON.stringify(directive(said)));
  if (response.status !== 200) throw new Error(`HTTP ${response.status} for ${said.namespace}/${said.name}`);
  const answer = await answerIn(response);
  const checked = asFarAsSchemaGoes(answer);
  const wrong = checked && objection(checked);
  if (wrong)
    throw new Error(`Amazon's schema refuses the answer to ${said.namespace}/${said.name}: ${wrong}`);
  return answer;
}

/** The value of a property in an answer's context. */
export function propertyIn(answer: AlexaAnswer, name: string): unknown {
  return answer.context?.properties.find((property) => property.name === name)?.value;
}

/** An entity of the home as it stands now. */
export function entity(home: DemoHome, entityId: string): ReturnType<DemoHome['entities']>[number] {
  const found = home.entities().find((candidate) => candidate.entityId === entityId);
  if (!found) throw new Error(`The home has no ${entityId}`);
  return found;
}
