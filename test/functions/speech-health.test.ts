import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SENTENCES } from '../../lib/speech/sentences.ts';
import type { Fault } from '../../local/demo-home/start.ts';
import { createAlexaSide, turnOn } from '../harness/alexa-side.ts';
import { type AwsProxy, startAwsProxy } from '../harness/aws-proxy.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { createResidents, SAID } from '../harness/residents.ts';
import { type RoughServer, startRawServer } from '../harness/rough-server.ts';
import { heard } from '../harness/spoken.ts';
import { startWorld, type World } from '../harness/world.ts';

let home: Home;
let silent: RoughServer;
let world: World;
let store: AwsProxy;
let keys: AwsProxy;
let residents: ReturnType<typeof createResidents>;
let looks: ReturnType<typeof createLooksSide>;

beforeAll(async () => {
  [home, silent] = await Promise.all([startHome(), startRawServer(() => undefined)]);
  world = await startWorld({ homeAddressAllowlist: allowing(home.url, silent.port) });
  looks = createLooksSide(world);
  [store, keys] = (await Promise.all(
    [world.dynamoDb.url, world.kms.url].map((url) => startAwsProxy(url)),
  )) as [AwsProxy, AwsProxy];
  Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: store.url, AWS_ENDPOINT_URL_KMS: keys.url });
  residents = createResidents(world);
});
beforeEach(async () => {
  await looks.take();
});
afterEach(() => {
  home.setFault(undefined);
  home.setIntents({});
  home.setAgent(() => ({ speech: 'Fine.' }));
});
afterAll(async () => {
  looks.close();
  await Promise.all([home, silent, world, store, keys].map((part) => part.close()));
});

const move = async (url = home.url) => {
  const resident = await residents.move(url, home.token);
  return { ...resident, token: world.alexaToken(resident.sub), lamp: `${resident.key}:light#kitchen` };
};
/** Outcomes that were noted of the home, for its owner's status. */
const noted = async () =>
  (await looks.take()).flatMap((message) =>
    typeof message === 'object' && message !== null && 'outcome' in message ? [message.outcome] : [],
  );
const asked = () => home.requests().length;

describe('what says nothing of the home is not noted, and keeps nobody from asking again', () => {
  it.each<[string, Fault, number?]>([
    ['a script that takes long', { delayMs: 4_500 }, 3_800],
    ['a script that fails', { status: 500 }],
    ['words that make no sense', { body: '{"response":7}', contentType: 'application/json' }],
    ['far too many words', { body: `{"x":"${'x'.repeat(300_000)}"}`, contentType: 'application/json' }],
    ['no such route', { status: 404 }],
  ])('%s', async (_what, fault, remainingMs) => {
    const { speaker, token, lamp } = await move();
    home.setFault({ ...fault, times: 1 });
    await SAID.phrase(speaker(), remainingMs);
    expect(await noted()).toEqual([]);
    // The next sentence and the next directive reach it at once.
    const before = asked();
    await SAID.phrase(speaker());
    expect(await createAlexaSide(world).outcome(turnOn(token, lamp))).toBe('Alexa/Response');
    expect(asked()).toBe(before + 2);
  });
});

describe('what says something of the home is noted as of a directive', () => {
  it('it answers', async () => {
    const { speaker } = await move();
    await SAID.phrase(speaker());
    await SAID.phrase(speaker());
    expect(await noted()).toEqual(['ok']);
  });

  it('it refuses the token: it is left alone until it is connected anew', async () => {
    const { speaker } = await move();
    home.setFault({ status: 401, times: 1 });
    await SAID.phrase(speaker());
    const before = asked();
    for (const say of Object.values(SAID)) expect(heard(await say(speaker()))).toBe(SENTENCES.en.refused);
    expect(asked()).toBe(before);
    expect(await noted()).toEqual(['home_token_refused']);
  });

  it('it cannot be reached: the next sentence does not wait for it, and says the same', async () => {
    const { speaker } = await move(`https://127.0.0.1:${silent.port}`);
    expect(heard(await SAID.phrase(speaker(), 3_800))).toBe(SENTENCES.en.away);
    const before = silent.connections();
    const started = performance.now();
    expect(heard(await SAID.phrase(speaker()))).toBe(SENTENCES.en.away);
    expect(performance.now() - started).toBeLessThan(900);
    expect(silent.connections()).toBe(before);
    expect(await noted()).toEqual(['home_timed_out']);
  });

  it('it has too much to do: it is given a moment', async () => {
    const { speaker } = await move();
    home.setFault({ status: 429, times: 1 });
    await SAID.phrase(speaker());
    const before = asked();
    expect(heard(await SAID.phrase(speaker()))).toBe(SENTENCES.en.throttled);
    expect(asked()).toBe(before);
  });

  it('but a home that takes no directives is not well because it speaks', async () => {
    const { speaker, key } = await move();
    const connection = await world.connections.read(key, world.deadline());
    const { connectionVersion = 0 } = connection ?? {};
    await world.connections.noteHealth(
      key,
      connectionVersion,
      'smart_home_not_enabled',
      Date.now(),
      world.deadline(),
    );
    await SAID.phrase(speaker());
    expect(await noted()).toEqual([]);
  });
});

describe('a sentence costs', () => {
  it.each<[keyof typeof SAID, string[], number]>([
    ['phrase', ['BatchGetItem', 'GetItem'], 1],
    ['intent', ['BatchGetItem', 'GetItem'], 1],
    // The names of scenes and scripts, and what their owner wants of them.
    ['launch', ['BatchGetItem', 'GetItem', 'Query', 'Query'], 1],
  ])(
    '%s: %j, and %i request to the home; the key service is asked once for many',
    async (way, reads, requests) => {
      const { speaker } = await move();
      keys.forget();
      await SAID[way](speaker());
      expect(keys.calls().map(({ action }) => action)).toEqual(['Decrypt']);
      await looks.take();
      for (const proxy of [store, keys]) proxy.forget();
      const before = asked();
      await SAID[way](speaker());
      expect(
        store
          .calls()
          .map(({ action }) => action)
          .toSorted(),
      ).toEqual(reads);
      expect(keys.calls()).toEqual([]);
      expect(asked() - before).toBe(requests);
      expect(await looks.take()).toEqual([]);
    },
  );
});
