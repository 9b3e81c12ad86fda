import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createSpeaker, heard, type SpokenAnswer, slot } from '../harness/spoken.ts';
import { SKILL_ID, startWorld, type World } from '../harness/world.ts';

const PEOPLE = 10;
/** Turns that are under way at any moment, of people who each say one sentence after the other. */
const DIALOGUES = 50;
/** Two of them live in one house, with an Echo each. */
const SHARED = 2;

/** Somebody, and the words that only their home says. */
interface Person {
  name: string;
  canary: string;
  home: Home;
}

/** One turn: what was said in which dialogue, and the answer. */
interface Said {
  person: Person;
  dialogue: number;
  what: 'launch' | 'question' | 'answer' | 'intent' | 'end';
  message: SpokenAnswer;
}

let world: World;
let people: Person[];
const said: Said[] = [];
/** What each home's assistant was told: the sentence names the dialogue. */
const told: { canary: string; text: string; conversation: string }[] = [];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Furnishes a home whose every word says whose it is, and that takes a different time for each sentence. */
function furnish(home: Home, canary: string): void {
  let turns = 0;
  const wait = () => pause(((turns++ * 7) % 5) * 8);
  home.setAgent(async ({ text, conversationId }) => {
    told.push({ canary, text, conversation: conversationId });
    await wait();
    const number = /\d+/.exec(text)?.[0];
    return text.startsWith('answer')
      ? { speech: `${canary} is done with ${number} in ${conversationId}.` }
      : { speech: `${canary} asks about ${number} in ${conversationId}?`, asksBack: true };
  });
  home.setIntents({
    [SKILL_ID]: async () => {
      await wait();
      return { speech: { text: `${canary} is listening.` }, reprompt: { text: `${canary} asks again.` } };
    },
    LocateIntent: async ({ User }) => {
      await wait();
      return {
        speech: { text: `${canary} knows where ${User} is.` },
        card: { title: canary, content: canary },
      };
    },
  });
}

/** A whole dialogue: opened, asked, asked back, answered, and once more about something else. */
async function converse(person: Person, dialogue: number): Promise<void> {
  const speaker = createSpeaker(world, {
    token: world.alexaToken(person.name),
    locale: dialogue % 2 === 0 ? 'en-US' : 'de-DE',
    userId: `amzn1.ask.account.${person.name}.${dialogue}`,
  });
  const note = async (what: Said['what'], turn: Promise<SpokenAnswer>) => {
    said.push({ person, dialogue, what, message: await turn });
  };
  await note('launch', speaker.launch());
  await note('question', speaker.say(`question ${dialogue}`));
  await note('answer', speaker.say(`answer ${dialogue}`));
  await note('intent', speaker.intent('LocateIntent', [slot('User', `user${dialogue}`)]));
  await note('launch', speaker.launch());
  await note('question', speaker.say(`question ${dialogue}`));
  await note('end', speaker.end());
}

beforeAll(async () => {
  const homes = await Promise.all(Array.from({ length: PEOPLE - SHARED + 1 }, () => startHome()));
  world = await startWorld({ homeAddressAllowlist: allowing(...homes.map(({ url }) => url)) });
  people = [];
  for (const [index, home] of homes.entries()) {
    const canary = `Canary${String.fromCharCode(65 + index)}`;
    furnish(home, canary);
    const name = `person${index}`;
    const key = await world.connect(name, home.url, home.token);
    people.push({ name, canary, home });
    if (index >= SHARED - 1) continue;
    const guest = `guest${index}`;
    await world.members.add({ home: key, sub: guest, role: 'member' }, world.deadline());
    await world.accounts.addHome(guest, key, world.deadline());
    people.push({ name: guest, canary, home });
  }
  await Promise.all(
    Array.from({ length: DIALOGUES }, (_, number) => {
      const person = people[number % people.length];
      return person === undefined ? undefined : converse(person, number);
    }),
  );
});
afterAll(async () => {
  await Promise.all([world.close(), ...new Set(people.map(({ home }) => home.close()))]);
});

const of = (what: Said['what']) => said.filter((one) => one.what === what);
const conversationOf = ({ message }: Said) => message.sessionAttributes?.conversation;

describe(`${DIALOGUES} dialogues of ${PEOPLE} people at once in one process`, () => {
  it('the run is worth something: everybody said everything, and sentences overtook each other', () => {
    expect(people).toHaveLength(PEOPLE);
    expect(said).toHaveLength(DIALOGUES * 7);
    const order = of('question').map(({ dialogue }) => dialogue);
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  });

  it('everybody hears their own home, and nobody else’s', () => {
    for (const { person, what, message } of said) {
      const text = JSON.stringify(message);
      const others = people.filter(({ canary }) => canary !== person.canary && text.includes(canary));
      expect(others, text).toEqual([]);
      if (what !== 'end') expect(text).toContain(person.canary);
    }
  });

  it('everybody hears the answer to what they said, not to what somebody else at home said', () => {
    for (const one of [...of('question'), ...of('answer')]) {
      expect(heard(one.message)).toContain(` ${one.dialogue} in `);
    }
    for (const { dialogue, message } of of('intent')) {
      expect(heard(message)).toContain(`where user${dialogue} is`);
    }
  });

  it('each session has a conversation of its own, which goes on in it and ends with it', () => {
    const asked = of('question');
    const conversations = asked.map(conversationOf);
    expect(new Set(conversations).size).toBe(DIALOGUES * 2);
    expect(conversations).not.toContain(undefined);
    for (const one of asked) expect(heard(one.message)).toContain(`in ${conversationOf(one)}?`);
    for (const answer of of('answer')) {
      const first = asked.find(({ dialogue }) => dialogue === answer.dialogue);
      expect(first && heard(answer.message)).toContain(`in ${first && conversationOf(first)}.`);
      expect(answer.message.sessionAttributes).toBe(undefined);
    }
  });

  it('no home was told what was said to another, and no conversation was taken from one to another', () => {
    for (const { canary, text } of told) {
      const dialogue = Number(/\d+/.exec(text)?.[0]);
      expect(people[dialogue % people.length]?.canary).toBe(canary);
    }
    const homesOf = new Map<string, Set<string>>();
    for (const { canary, conversation } of told) {
      homesOf.set(conversation, (homesOf.get(conversation) ?? new Set()).add(canary));
    }
    for (const [conversation, canaries] of homesOf) expect([...canaries], conversation).toHaveLength(1);
  });
});
