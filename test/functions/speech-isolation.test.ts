import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createResidents } from '../harness/residents.ts';
import { createSpeaker, heard, slot } from '../harness/spoken.ts';
import { SKILL_ID, startWorld, type World } from '../harness/world.ts';

const HOMES = 4;
/** Two members of each home, each in two sessions at once. */
const MEMBERS = 2;
const SESSIONS = 2;
const TURNS = 6;

let homes: Home[];
let world: World;

/** One sentence and what came back. */
interface Turn {
  home: string;
  person: string;
  line: string;
  words: string;
  answer: string;
}

const turns: Turn[] = [];
/** What each home was told: in which conversation, and what. */
const toldTo = new Map<string, { conversation: string; words: string }[]>();

/** An assistant that says where it is, remembers each conversation, and takes its time. */
function assistant(mark: string) {
  const memory = new Map<string, string[]>();
  const told: { conversation: string; words: string }[] = [];
  toldTo.set(mark, told);
  let calls = 0;
  return async ({ text, conversationId }: { text: string; conversationId: string }) => {
    told.push({ conversation: conversationId, words: text });
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, (calls * 7) % 40));
    const said = [...(memory.get(conversationId) ?? []), text];
    memory.set(conversationId, said);
    return { speech: `${mark} heard: ${said.join(', ')}. More?`, asksBack: !text.endsWith('last') };
  };
}

beforeAll(async () => {
  homes = await Promise.all(Array.from({ length: HOMES }, () => startHome()));
  world = await startWorld({ homeAddressAllowlist: allowing(...homes.map(({ url }) => url)) });
  const residents = createResidents(world);
  const lines = await Promise.all(
    homes.map(async (home, index) => {
      const mark = `home${index}`;
      home.setAgent(assistant(mark));
      home.setIntents({ [SKILL_ID]: () => ({ speech: { text: mark }, reprompt: { text: mark } }) });
      const { key } = await residents.move(home.url, home.token);
      return Promise.all(
        Array.from({ length: MEMBERS * SESSIONS }, async (_, number) => {
          const person = `${mark}-member${number % MEMBERS}`;
          if (number < MEMBERS) await residents.enter(key, person);
          return { mark, person, line: `${person}-${number}` };
        }),
      );
    }),
  );
  // Session after session at once, turn after turn in each.
  await Promise.all(
    lines.flat().map(async ({ mark, person, line }) => {
      const speaker = createSpeaker(world, { token: world.alexaToken(person), userId: person });
      const say = async (words: string, answer: Promise<Parameters<typeof heard>[0]>) => {
        turns.push({ home: mark, person, line, words, answer: heard(await answer) ?? '' });
      };
      await say('', speaker.launch());
      for (let turn = 1; turn <= TURNS; turn += 1) {
        const words = `${line} says ${turn === TURNS ? 'last' : turn}`;
        const isPhrase = turn % 2 === 0;
        await say(
          isPhrase ? `turn ${words}` : words,
          isPhrase ? speaker.intent('TurnPhraseIntent', [slot('query', words)]) : speaker.say(words),
        );
      }
    }),
  );
});
afterAll(async () => {
  await Promise.all([world.close(), ...homes.map((home) => home.close())]);
});

describe('people who speak at once, in one process', () => {
  it('are many, and all were answered', () => {
    expect(turns).toHaveLength(HOMES * MEMBERS * SESSIONS * (TURNS + 1));
    expect(new Set(turns.map(({ person }) => person)).size).toBe(HOMES * MEMBERS);
  });

  it('hear their own home, and no other', () => {
    for (const { home, answer } of turns) expect(answer.match(/home\d(?!-)/g)?.[0]).toBe(home);
  });

  it('hear what was said in their own session before, all of it and nothing else', () => {
    for (const line of new Set(turns.map((turn) => turn.line))) {
      // The launch is no part of the conversation.
      const own = turns.filter((turn) => turn.line === line && turn.words !== '');
      own.forEach((turn, index) => {
        const before = own.slice(0, index + 1).map(({ words }) => words);
        expect(turn.answer).toBe(`${turn.home} heard: ${before.join(', ')}. More?`);
      });
    }
  });

  it('share no conversation, not even within one home', () => {
    const people = new Map<string, Set<string>>();
    for (const told of toldTo.values())
      for (const { conversation, words } of told) {
        const line = /home\d-member\d-\d/.exec(words)?.[0] ?? '';
        people.set(conversation, (people.get(conversation) ?? new Set()).add(line));
      }
    expect(people.size).toBe(HOMES * MEMBERS * SESSIONS);
    for (const lines of people.values()) expect(lines.size).toBe(1);
  });

  it('reach their own home with its own token alone', () => {
    homes.forEach((home) => {
      expect(new Set(home.requests().map(({ tokenId }) => tokenId)).size).toBe(1);
      expect(home.requests()).toHaveLength(MEMBERS * SESSIONS * (TURNS + 1));
    });
  });
});
