import { type Directive, discoverDirective, endpointDirective } from '../local/alexa/directives.ts';
import {
  isGoodAnswer,
  isSentence,
  type SentenceName,
  sentenceForHome,
  sentenceForSkill,
} from './sentences.ts';

/** The directives that are measured, by name, and what a good answer to each is called. */
export const ANSWERS = {
  TurnOn: 'Response',
  ReportState: 'StateReport',
  Discover: 'Discover.Response',
} as const;

export type DirectiveName = keyof typeof ANSWERS;

/** Everything that is measured: directives, and what is said to the custom skill. */
export type MessageName = DirectiveName | SentenceName;

/** Whom a message is for. */
export interface To {
  /** Of the link. */
  token: string;
  homeKey: string;
  skillId: string;
}

/** A message as the home gets it. */
export interface ForHome {
  path: string;
  body: object;
}

/** A light of the demo home. */
const LIGHT = 'light#kitchen';

const NAMESPACES = { TurnOn: 'Alexa.PowerController', ReportState: 'Alexa' } as const;

function directiveFor(name: DirectiveName, to: Pick<To, 'token' | 'homeKey'>): Directive {
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

/** A message as Alexa sends it to the skill. */
export const messageForSkill = (name: MessageName, to: To): object =>
  isSentence(name) ? sentenceForSkill(name, to) : directiveFor(name, to);

/** The same as the home gets it: its own endpoint id, and nobody's token. */
export function messageForHome(name: MessageName, to: To): ForHome {
  if (isSentence(name)) return sentenceForHome(name, to);
  const { header, endpoint, payload } = directiveFor(name, { token: '', homeKey: '' }).directive;
  const directive =
    endpoint === undefined
      ? { header, payload: {} }
      : { header, endpoint: { endpointId: LIGHT, cookie: {} }, payload };
  return { path: '/api/alexa/smart_home', body: { directive } };
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
  if (isSentence(name)) {
    if (!isGoodAnswer(name, answer)) throw new WrongAnswer(name, answer);
    return;
  }
  const { event } = answer as { event?: { header?: { name?: unknown } } };
  if (event?.header?.name !== ANSWERS[name]) throw new WrongAnswer(name, answer);
}
