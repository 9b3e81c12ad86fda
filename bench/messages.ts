import { type Directive, discoverDirective, endpointDirective } from '../local/alexa/directives.ts';

/** The directives that are measured, by name, and what a good answer to each is called. */
export const ANSWERS = {
  TurnOn: 'Response',
  ReportState: 'StateReport',
  Discover: 'Discover.Response',
} as const;

export type MessageName = keyof typeof ANSWERS;

export const MESSAGE_NAMES = Object.keys(ANSWERS) as MessageName[];

/** A light of the demo home. */
const LIGHT = 'light#kitchen';

const NAMESPACES = { TurnOn: 'Alexa.PowerController', ReportState: 'Alexa' } as const;

/** A directive as Alexa sends it to the skill. */
export function messageForSkill(name: MessageName, to: { token: string; homeKey: string }): Directive {
  if (name === 'Discover') return discoverDirective(to.token);
  return endpointDirective({
    namespace: NAMESPACES[name],
    name,
    endpointId: `${to.homeKey}:${LIGHT}`,
    payload: {},
    instance: undefined,
    cookie: {},
    token: to.token,
  });
}

/** The same directive as the home gets it: its own endpoint id, and nobody's token. */
export function messageForHome(name: MessageName): object {
  const { directive } = messageForSkill(name, { token: '', homeKey: '' });
  const { header, endpoint, payload } = directive;
  return endpoint === undefined
    ? { directive: { header, payload: {} } }
    : { directive: { header, endpoint: { endpointId: LIGHT, cookie: {} }, payload } };
}

/** The answer was another than a good one: what was measured would be the time of a failure. */
export class WrongAnswer extends Error {
  readonly answer: unknown;

  constructor(name: MessageName, answer: unknown) {
    super(`${name} was answered with ${JSON.stringify(answer)?.slice(0, 500)}`);
    this.name = 'WrongAnswer';
    this.answer = answer;
  }
}

/** @throws {WrongAnswer} */
export function assertAnswers(name: MessageName, answer: unknown): void {
  const { event } = answer as { event?: { header?: { name?: unknown } } };
  if (event?.header?.name !== ANSWERS[name]) throw new WrongAnswer(name, answer);
}
