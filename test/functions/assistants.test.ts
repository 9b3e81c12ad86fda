import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createSpeaker, heard, slot } from '../harness/spoken.ts';
import { startWorld, type World } from '../harness/world.ts';
import { codeOf } from './account-client.ts';
import { createHouseholdSide, type HouseholdSide } from './household-side.ts';

const OWN = 'conversation.home_assistant';
const OWNERS = { id: 'conversation.jeeves', name: 'Jeeves', supported_languages: '*' } as const;
/** One without an entity, of an integration of the older kind. */
const OLD = { id: '01JB2C3D4E5F6G7H8J9K0M1N2P', name: 'Old hand', supported_languages: ['en'] } as const;

let world: World;
let home: Home;
let side: HouseholdSide;
let asked: { text: string; agentId: string }[] = [];

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  side = createHouseholdSide(world);
});
beforeEach(() => {
  asked = [];
  home.setAssistants([OWNERS, OLD]);
  home.setAgent(({ text, agentId }) => {
    asked.push({ text, agentId });
    return { speech: `${agentId} heard: ${text}` };
  });
});
afterAll(() => Promise.all([home.close(), world.close()]));

let people = 0;
/** A home with its owner and a member, and somebody who has nothing to do with it. */
async function household() {
  people += 1;
  const [owner, member, stranger] = [`owner-${people}`, `member-${people}`, `stranger-${people}`];
  const key = await world.connect(owner, home.url, home.token);
  await side.enter(key, member);
  return { owner, member, stranger, key };
}
const choose = (sub: string, key: string, assistant: unknown) =>
  side.as(sub, `PATCH /v1/homes/${key}`, { assistant });
const list = (sub: string, key: string) => side.as(sub, `GET /v1/homes/${key}/assistants`);
const stored = async (key: string) => (await world.connections.read(key, world.deadline()))?.assistant;
const say = async (sub: string, locale = 'en-US') => {
  const speaker = createSpeaker(world, { token: world.alexaToken(sub), locale });
  const intent = locale.startsWith('de') ? 'das Licht ein' : 'on the lamp';
  return speaker.intent('TurnPhraseIntent', [slot('query', intent)]);
};

describe('who could answer', () => {
  test('is what the home says, its own among them', async () => {
    const { owner, key } = await household();
    expect(await list(owner, key)).toMatchObject({
      status: 200,
      body: {
        assistants: [
          { id: OWN, name: 'Home Assistant', languages: ['de', 'en'] },
          { id: OWNERS.id, name: 'Jeeves' },
          { id: OLD.id, name: 'Old hand', languages: ['en'] },
        ],
      },
    });
  });

  test('without a name goes by its id; what could not be chosen is left out', async () => {
    const { owner, key } = await household();
    home.setAssistants([
      { ...OWNERS, name: ' ' },
      { ...OLD, id: 'two words' },
    ]);
    const { body } = await list(owner, key);
    expect((body.assistants as object[]).slice(1)).toEqual([{ id: OWNERS.id, name: OWNERS.id }]);
  });

  test('is nobody where conversation is not configured', async () => {
    const { owner, key } = await household();
    home.setAgent(undefined);
    expect(await list(owner, key)).toMatchObject({
      status: 422,
      body: {
        error: { code: 'home_conversation_not_enabled', remedy: expect.stringContaining('conversation:') },
      },
    });
  });

  test('is only for the owner to see and to choose', async () => {
    const { owner, member, stranger, key } = await household();
    await choose(owner, key, OWNERS.id);
    for (const [who, code] of [
      [member, 'forbidden'],
      [stranger, 'not_found'],
    ] as const) {
      expect(codeOf(await list(who, key))).toBe(code);
      expect(codeOf(await choose(who, key, null))).toBe(code);
    }
    expect(await stored(key)).toBe(OWNERS.id);
  });
});

describe('the choice', () => {
  test('is in the answer, the status and the export, and null takes it back', async () => {
    const { owner, key } = await household();
    const said = async () => {
      const status = await side.as(owner, 'GET /v1/status');
      const exported = await side.as(owner, 'GET /v1/me/export');
      return [status, exported].map(({ body }) => (body.homes as { assistant: unknown }[])[0]?.assistant);
    };
    expect(await said()).toEqual([null, null]);
    expect(await choose(owner, key, OWNERS.id)).toMatchObject({
      status: 200,
      body: { home: key, name: 'Home', paused: false, assistant: OWNERS.id },
    });
    expect(await said()).toEqual([OWNERS.id, OWNERS.id]);
    expect((await choose(owner, key, null)).body).toMatchObject({ assistant: null });
    expect(await said()).toEqual([null, null]);
    expect(await stored(key)).toBeUndefined();
  });

  test('is an id and nothing else', async () => {
    const { owner, key } = await household();
    for (const assistant of ['', 'x'.repeat(201), 'two words', 'a/b', 'a\n', 7, true, {}, []]) {
      expect(await choose(owner, key, assistant)).toMatchObject({
        status: 400,
        body: { error: { code: 'request_invalid', field: 'assistant' } },
      });
    }
    expect(await stored(key)).toBeUndefined();
  });

  test('holds over a new name, a pause, a new connection and another owner', async () => {
    const { owner, member, key } = await household();
    await choose(owner, key, OWNERS.id);
    await side.as(owner, `PATCH /v1/homes/${key}`, { name: 'Cabin', paused: true });
    await side.as(owner, `PATCH /v1/homes/${key}`, { paused: false });
    expect(await stored(key)).toBe(OWNERS.id);
    const again = await side.as(owner, 'POST /v1/homes', { url: home.url, token: home.token });
    expect(again.body).toMatchObject({ home: key, reconnected: true });
    expect(await stored(key)).toBe(OWNERS.id);
    expect((await side.as(owner, `PUT /v1/homes/${key}/owner`, { sub: member })).status).toBe(200);
    expect(await stored(key)).toBe(OWNERS.id);
    expect(heard(await say(member))).toBe(`${OWNERS.id} heard: turn on the lamp`);
    expect((await choose(member, key, OLD.id)).status).toBe(200);
  });
});

describe('what is said', () => {
  test("goes to the one that was chosen, for every member, and without a choice to the home's own", async () => {
    const { owner, member, key } = await household();
    expect(heard(await say(owner))).toBe(`${OWN} heard: turn on the lamp`);
    for (const { id } of [OWNERS, OLD]) {
      await choose(owner, key, id);
      for (const who of [owner, member]) expect(heard(await say(who))).toBe(`${id} heard: turn on the lamp`);
    }
    await choose(owner, key, null);
    expect(heard(await say(owner))).toBe(`${OWN} heard: turn on the lamp`);
  });

  test('goes there as long as a conversation lasts, scenes included', async () => {
    const { owner, key } = await household();
    await choose(owner, key, OWNERS.id);
    home.setAgent(({ text, agentId }) => {
      asked.push({ text, agentId });
      return { speech: text === 'yes' ? 'Very good.' : 'Are you sure?' };
    });
    const speaker = createSpeaker(world, { token: world.alexaToken(owner) });
    await speaker.intent('ActivateSceneIntent', [slot('Scene', 'movie night')]);
    expect(heard(await speaker.say('yes'))).toBe('Very good.');
    expect(asked).toEqual([
      { text: 'activate movie night', agentId: OWNERS.id },
      { text: 'yes', agentId: OWNERS.id },
    ]);
  });

  test('to one that is gone gets a sentence, and says nothing of the home', async () => {
    const { owner, key } = await household();
    await choose(owner, key, OWNERS.id);
    expect(heard(await say(owner))).toMatch(/heard/);
    const health = async () => (await world.connections.read(key, world.deadline()))?.health?.outcome;
    const before = await health();
    home.setAssistants([]);
    expect(heard(await say(owner))).toMatch(/^The assistant that was chosen for your home is not there/);
    expect(heard(await say(owner, 'de-DE'))).toMatch(/^Der Assistent, der für dein Zuhause gewählt wurde/);
    expect(await health()).toBe(before);
    home.setAssistants([OWNERS]);
    expect(heard(await say(owner))).toMatch(/heard/);
  });
});
