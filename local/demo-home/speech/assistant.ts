import type { Entity } from '../entity.ts';
import { prepareCall } from '../services/services.ts';
import type { States } from '../states.ts';
import { type AssistantSentences, sentencesOf, type Wish } from './assistant-sentences.ts';
import type { Agent, AgentReply } from './conversation.ts';

/** What each kind of entity does about a wish. */
const SERVICES: Readonly<Record<Exclude<Wish, 'ask'>, Readonly<Record<string, string>>>> = {
  on: {
    light: 'turn_on',
    switch: 'turn_on',
    fan: 'turn_on',
    media_player: 'turn_on',
    scene: 'turn_on',
    script: 'turn_on',
  },
  off: { light: 'turn_off', switch: 'turn_off', fan: 'turn_off', media_player: 'turn_off' },
  activate: { scene: 'turn_on', script: 'turn_on' },
  open: { cover: 'open_cover' },
  close: { cover: 'close_cover' },
  lock: { lock: 'lock' },
};

/** Conversations that wait for an answer: who was asked which one is meant. */
const MAX_CONVERSATIONS = 100;

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[.,!?]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

function stateInWords(entity: Entity): string {
  const unit = entity.attributes.unit_of_measurement;
  return `${entity.state}${typeof unit === 'string' ? ` ${unit}` : ''}`;
}

/**
 * The demo home's assistant: a few sentences in English and German, out of which something really happens in the home.
 * It asks back when several devices are meant. Home Assistant's own understands far more.
 */
export function createAssistant(states: () => States): Agent {
  const waiting = new Map<string, Wish>();

  function answer(wish: Wish, entity: Entity, words: AssistantSentences): AgentReply {
    if (wish === 'ask') return { type: 'query_answer', speech: words.is(entity.name, stateInWords(entity)) };
    const service = SERVICES[wish][entity.domain];
    if (service === undefined) return { type: 'error', speech: words.notUnderstood };
    prepareCall(states(), { service: `${entity.domain}.${service}`, entityId: entity.entityId })();
    return { speech: words.done[wish](entity.name) };
  }

  /** Devices that a name may mean: the one that is called so, or all that have it in their names. */
  function meant(name: string, wish: Wish): readonly Entity[] {
    const able = states()
      .list()
      .filter(({ hidden, domain }) => !hidden && (wish === 'ask' || SERVICES[wish][domain] !== undefined));
    const exact = able.filter((entity) => plain(entity.name) === name);
    return exact.length > 0
      ? exact
      : able.filter((entity) => ` ${plain(entity.name)} `.includes(` ${name} `));
  }

  return ({ text, language, conversationId }) => {
    const words = sentencesOf(language);
    const said = plain(text);
    const asked = waiting.get(conversationId);
    waiting.delete(conversationId);
    const found = words.wishes
      .map(([wish, pattern]) => ({ wish, name: pattern.exec(said)?.groups?.name }))
      .find(({ name }) => name !== undefined);
    const wish = found?.wish ?? asked;
    if (wish === undefined) return { type: 'error', speech: words.notUnderstood };
    const name = (found?.name ?? said).replace(/^(?:the|den|die|das) /, '');
    const devices = meant(name, wish);
    const [only] = devices;
    if (only === undefined) return { type: 'error', speech: words.unknownDevice(name) };
    if (devices.length === 1) return answer(wish, only, words);
    waiting.set(conversationId, wish);
    const [oldest] = waiting.keys();
    if (waiting.size > MAX_CONVERSATIONS && oldest !== undefined) waiting.delete(oldest);
    return { type: 'query_answer', speech: words.which(devices.map((one) => one.name)), asksBack: true };
  };
}
