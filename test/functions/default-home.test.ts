import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AwsProxy, startAwsProxy } from '../harness/aws-proxy.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createSpeaker, heard, slot } from '../harness/spoken.ts';
import { startWorld, type World } from '../harness/world.ts';
import { codeOf } from './account-client.ts';
import { createHouseholdSide, type HouseholdSide } from './household-side.ts';

let world: World;
let store: AwsProxy;
let house: Home;
let cabin: Home;
let side: HouseholdSide;

beforeAll(async () => {
  [house, cabin] = await Promise.all([startHome(), startHome()]);
  world = await startWorld({ homeAddressAllowlist: allowing(house.url, cabin.url) });
  store = await startAwsProxy(world.dynamoDb.url);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = store.url;
  side = createHouseholdSide(world);
  house.setAgent(({ text }) => ({ speech: `The house heard: ${text}` }));
  cabin.setAgent(({ text }) => ({ speech: `The cabin heard: ${text}` }));
});
afterEach(() => store.setBefore(undefined));
afterAll(() => Promise.all([store, house, cabin, world].map((part) => part.close())));

let people = 0;
/** Somebody with a home of their own, who belongs to another one too. */
async function somebody() {
  people += 1;
  const [sub, landlord] = [`somebody-${people}`, `landlord-${people}`];
  const own = await world.connect(sub, house.url, house.token);
  const other = await world.connect(landlord, cabin.url, cabin.token);
  await side.enter(other, sub);
  return { sub, landlord, own, other };
}
const choose = (sub: string, home: unknown) => side.as(sub, 'PUT /v1/me/default-home', { home });
const saidBy = async (sub: string) => {
  const [me, status] = await Promise.all(
    ['GET /v1/me', 'GET /v1/status'].map((route) => side.as(sub, route)),
  );
  expect(me?.body.defaultHome).toBe(status?.body.defaultHome);
  return status?.body.defaultHome;
};
const storedFor = async (sub: string) => (await world.accounts.read(sub, world.deadline()))?.defaultHome;
const answerTo = async (sub: string) => {
  const speaker = createSpeaker(world, { token: world.alexaToken(sub) });
  return heard(await speaker.intent('TurnPhraseIntent', [slot('query', 'on the lamp')]));
};

describe('the home that Alexa speaks with', () => {
  test('is the first one until another one is chosen, and then that one', async () => {
    const { sub, own, other } = await somebody();
    expect(await saidBy(sub)).toBe(own);
    expect(await answerTo(sub)).toBe('The house heard: turn on the lamp');
    expect(await choose(sub, other)).toMatchObject({ status: 200, body: { defaultHome: other } });
    expect(await saidBy(sub)).toBe(other);
    expect(await answerTo(sub)).toBe('The cabin heard: turn on the lamp');
    expect((await choose(sub, own)).status).toBe(200);
    expect(await answerTo(sub)).toBe('The house heard: turn on the lamp');
  });

  test('is chosen by each for themselves', async () => {
    const { sub, landlord, other } = await somebody();
    const theirs = await world.connect(landlord, house.url, house.token);
    await choose(landlord, theirs);
    await choose(sub, other);
    expect([await saidBy(landlord), await saidBy(sub)]).toEqual([theirs, other]);
  });

  test('without a choice is one that is not paused; a choice holds over a pause', async () => {
    const { sub, own, other } = await somebody();
    await side.as(sub, `PATCH /v1/homes/${own}`, { paused: true });
    expect(await saidBy(sub)).toBe(other);
    expect(await answerTo(sub)).toBe('The cabin heard: turn on the lamp');
    await choose(sub, own);
    expect(await saidBy(sub)).toBe(own);
    expect(await answerTo(sub)).toMatch(/^Your home is paused/);
  });

  test('is in the export, chosen or not', async () => {
    const { sub, other } = await somebody();
    const exported = async () => (await side.as(sub, 'GET /v1/me/export')).body.account;
    expect(await exported()).toMatchObject({ defaultHome: null });
    await choose(sub, other);
    expect(await exported()).toMatchObject({ defaultHome: other });
  });

  test('is none for somebody without a home', async () => {
    expect(await saidBy('nobody-yet')).toBeNull();
  });
});

describe('what cannot be chosen', () => {
  test("somebody else's home, and one that never was: both look the same", async () => {
    const { sub, landlord, own } = await somebody();
    const answers = [await choose(landlord, own), await choose(landlord, 'kneverwas')];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    expect(await storedFor(landlord)).toBeUndefined();
    expect(await saidBy(sub)).toBe(own);
  });

  test('a home that the account does not name, although the membership is still there', async () => {
    const { sub, other } = await somebody();
    await world.accounts.removeHome(sub, other, world.deadline());
    expect(codeOf(await choose(sub, other))).toBe('not_found');
  });

  test('anything by somebody whose account was deleted', async () => {
    const { sub, own } = await somebody();
    await side.bury(sub);
    expect(codeOf(await choose(sub, own))).toBe('user_deleted');
    expect(await storedFor(sub)).toBeUndefined();
  });

  test('what is no key of a home', async () => {
    const { sub } = await somebody();
    for (const home of ['', 7, null, ['k'], 'k'.repeat(65)])
      expect(codeOf(await choose(sub, home))).toBe('request_invalid');
  });
});

describe('the choice goes', () => {
  test.each<[string, (who: Awaited<ReturnType<typeof somebody>>) => Promise<unknown>]>([
    ['with leaving', ({ sub, other }) => side.as(sub, `DELETE /v1/homes/${other}/members/${sub}`)],
    [
      'with being removed',
      ({ sub, landlord, other }) => side.as(landlord, `DELETE /v1/homes/${other}/members/${sub}`),
    ],
    ['with the home', ({ landlord, other }) => side.as(landlord, `DELETE /v1/homes/${other}`)],
  ])('%s', async (_how, end) => {
    const who = await somebody();
    await choose(who.sub, who.other);
    expect(await end(who)).toMatchObject({ status: 200 });
    expect(await storedFor(who.sub)).toBeUndefined();
    expect(await saidBy(who.sub)).toBe(who.own);
    expect(await answerTo(who.sub)).toBe('The house heard: turn on the lamp');
    // Coming back is no choice.
    if ((await world.connections.read(who.other, world.deadline())) === undefined) return;
    await side.enter(who.other, who.sub);
    expect(await saidBy(who.sub)).toBe(who.own);
  });

  test('stays when another home is left', async () => {
    const { sub, own, other } = await somebody();
    await choose(sub, own);
    expect((await side.as(sub, `DELETE /v1/homes/${other}/members/${sub}`)).status).toBe(200);
    expect(await storedFor(sub)).toBe(own);
  });
});

/** Has something happen right before an account is written for the first time. */
function beforeChoosing(sub: string, happening: () => Promise<unknown>): () => boolean {
  let hasHappened = false;
  store.setBefore(async ({ action, body }) => {
    const isAccount = JSON.stringify(body.Item ?? {}).includes(`"USER#${sub}"`);
    if (hasHappened || action !== 'PutItem' || !isAccount) return;
    hasHappened = true;
    await happening();
  });
  return () => hasHappened;
}

describe('while it is chosen', () => {
  test('it is left: it is not chosen', async () => {
    const { sub, own, other } = await somebody();
    const hasHappened = beforeChoosing(sub, () => side.as(sub, `DELETE /v1/homes/${other}/members/${sub}`));
    expect(codeOf(await choose(sub, other))).toBe('not_found');
    expect([hasHappened(), await storedFor(sub), await saidBy(sub)]).toEqual([true, undefined, own]);
  });

  test('the account is deleted: nothing is added to the tombstone', async () => {
    const { sub, other } = await somebody();
    const hasHappened = beforeChoosing(sub, () => side.bury(sub));
    expect(codeOf(await choose(sub, other))).toBe('user_deleted');
    expect([hasHappened(), await storedFor(sub)]).toEqual([true, undefined]);
  });

  test('in any order: what is chosen is a home of theirs', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { sub, own, other } = await somebody();
      const wait = new Promise((resolve) => setTimeout(resolve, round));
      const [chosen, left] = await Promise.all([
        choose(sub, other),
        wait.then(() => side.as(sub, `DELETE /v1/homes/${other}/members/${sub}`)),
      ]);
      expect(left.status).toBe(200);
      expect([200, 404]).toContain(chosen.status);
      expect([await storedFor(sub), await saidBy(sub)]).toEqual([undefined, own]);
    }
  });

  test('two at once: one of the two', async () => {
    const { sub, own, other } = await somebody();
    const answers = await Promise.all([choose(sub, own), choose(sub, other)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect([own, other]).toContain(await storedFor(sub));
  });
});
