import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SpokenFailure } from '../../lib/outcomes/to-speech.ts';
import { LANGUAGES, type Language } from '../../lib/speech/language.ts';
import { SENTENCES } from '../../lib/speech/sentences.ts';
import type { Fault } from '../../local/demo-home/start.ts';
import { type AwsProxy, SERVICE_DOWN, startAwsProxies, THROTTLED } from '../harness/aws-proxy.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createResidents, SAID } from '../harness/residents.ts';
import { type RoughServer, startRawServer } from '../harness/rough-server.ts';
import { createSpeaker, heard, type SpeakerOptions } from '../harness/spoken.ts';
import { selfSigned } from '../harness/tls.ts';
import { startWorld, type World } from '../harness/world.ts';

/** Nobody listens here. */
const DEAF_PORT = 9;
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

let home: Home;
let secureHome: Home;
let silent: RoughServer;
let world: World;
let store: AwsProxy;
let keys: AwsProxy;
let queue: AwsProxy;
let residents: ReturnType<typeof createResidents>;

beforeAll(async () => {
  const tls = await selfSigned();
  [home, secureHome, silent] = await Promise.all([
    startHome(),
    startHome({ tls }),
    startRawServer(() => undefined),
  ]);
  world = await startWorld({
    homeAddressAllowlist: allowing(home.url, secureHome.url, silent.port, DEAF_PORT),
  });
  ({ store, keys, queue } = await startAwsProxies(world));
  residents = createResidents(world);
});
afterEach(() => {
  for (const proxy of [store, keys, queue]) proxy.setFault(undefined);
  world.keySet.setFault(undefined);
  world.kms.setFault(undefined);
  home.setFault(undefined);
  home.setIntents({});
  home.setAgent(() => ({ speech: 'Fine.' }));
});
afterAll(async () => {
  await Promise.all([home, secureHome, silent, world, store, keys, queue].map((part) => part.close()));
});

type Way = keyof typeof SAID;
const WAYS = Object.keys(SAID) as Way[];

/** That this is heard, in both languages, that the session is over, and that the card is there where it is due. */
async function hears(
  sentence: SpokenFailure,
  options: SpeakerOptions,
  ways: readonly Way[] = WAYS,
  remainingMs?: number,
) {
  const linking = sentence === 'linkMissing' || sentence === 'linkEnded';
  for (const language of LANGUAGES) {
    for (const way of ways) {
      const speaker = createSpeaker(world, { ...options, locale: LOCALES[language] });
      const answer = await SAID[way](speaker, remainingMs);
      expect(heard(answer), `${language} ${way}`).toBe(SENTENCES[language][sentence]);
      expect(answer.response.shouldEndSession).toBe(true);
      expect(answer.response.card).toEqual(linking ? { type: 'LinkAccount' } : undefined);
      expect(answer.sessionAttributes).toBeUndefined();
    }
  }
}

/** How many requests reached the home while something was done. */
async function askedDuring(work: () => Promise<unknown>): Promise<number> {
  const before = home.requests().length;
  await work();
  return home.requests().length - before;
}

const move = async (url = home.url, token = home.token) => {
  const resident = await residents.move(url, token);
  return { ...resident, alexa: { token: world.alexaToken(resident.sub) } };
};

// These come first, as long as the keys are not in memory.
describe('a key set that cannot be had is our fault, and unlinks nobody', () => {
  it.each([{ status: 500 }, { body: 'keys? which keys?' }])('%j', async (fault) => {
    const { alexa } = await move();
    world.keySet.setFault(fault);
    await hears('ourFault', alexa, ['launch']);
  });

  it('late: the answer is in time', async () => {
    const { alexa } = await move();
    world.keySet.setFault({ delayMs: 2_000 });
    const started = performance.now();
    await hears('ourFault', alexa, ['launch'], 1_000);
    expect(performance.now() - started).toBeLessThan(2 * 1_000);
  });
});

describe('a link', () => {
  const { privateKey: stranger } = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it('that is missing', () => hears('linkMissing', {}));

  it.each<[string, () => string, SpokenFailure]>([
    ['that is no token', () => 'swordfish', 'linkEnded'],
    ['that is forged', () => world.alexaToken('ann', { key: stranger }), 'linkEnded'],
    ['that expired', () => world.alexaToken('ann', { expiresIn: -3_600 }), 'linkEnded'],
    ['of the portal', () => world.alexaToken('ann', { clientId: 'portal-client' }), 'ourFault'],
    ['with another scope', () => world.alexaToken('ann', { scope: 'openid' }), 'ourFault'],
    [
      'of another pool',
      () => world.alexaToken('ann', { claims: { iss: 'https://elsewhere.example/pool' } }),
      'ourFault',
    ],
    ['with a key that nobody knows', () => world.alexaToken('ann', { header: { kid: 'odd' } }), 'ourFault'],
  ])('%s', async (_what, token, sentence) => {
    await expect
      .poll(async () => {
        const answer = await createSpeaker(world, { token: token() }).launch();
        return heard(answer);
      })
      .toBe(SENTENCES.en[sentence]);
    await hears(sentence, { token: token() });
  });

  it('that its owner disconnected, and that link alone', async () => {
    const { sub, alexa } = await move();
    await residents.changeAccount(sub, { revokedLinks: ['old-link'] });
    await hears('linkEnded', { token: world.alexaToken(sub, { originJti: 'old-link' }) });
    const answer = await createSpeaker(world, alexa).launch();
    expect(answer.response.shouldEndSession).toBe(false);
  });

  it('of an account that was deleted', async () => {
    const { sub, alexa } = await move();
    await residents.changeAccount(sub, { deletedAt: Date.now() });
    await hears('linkEnded', alexa);
  });

  it('of somebody whose homes are all gone, or who never had one', async () => {
    await hears('noHome', { token: world.alexaToken('nobody') });
    const { sub, key, alexa } = await move();
    await world.members.remove(key, sub, world.deadline());
    await hears('noHome', alexa);
  });
});

describe('our own services', () => {
  it.each([
    ['the table is down', SERVICE_DOWN],
    ['the table is throttled', THROTTLED],
    ['the table closes connections', 'drop'],
    ['the table is not there', { status: 400, body: { __type: 'x#ResourceNotFoundException' } }],
  ] as const)('%s', async (_what, fault) => {
    const { alexa } = await move();
    store.setFault(() => fault);
    await hears('ourFault', alexa, ['phrase']);
  });

  it.each(['down', 'throttled'] as const)('the key service is %s', async (fault) => {
    const { alexa } = await move();
    world.kms.setFault(fault);
    await hears('ourFault', alexa, ['phrase', 'launch']);
  });

  it.each<[string, () => AwsProxy]>([
    ['the table', () => store],
    ['the key service', () => keys],
  ])('%s hangs: the sentence is in time', async (_what, proxy) => {
    const { alexa } = await move();
    proxy().setFault(() => 'hang');
    const started = performance.now();
    await hears('ourFault', alexa, ['phrase'], 1_200);
    expect(performance.now() - started).toBeLessThan(2 * 1_200);
  });

  it('the queue that takes notes of homes is away: nobody notices', async () => {
    const { alexa } = await move();
    queue.setFault(() => SERVICE_DOWN);
    expect(heard(await SAID.phrase(createSpeaker(world, alexa)))).toBe('Fine.');
  });

  it.each([
    ['a seal that is no seal', { sealed: 'wax' }],
    ['a seal of another world', { sealed: { v: 9 } }],
  ])('a connection with %s', async (_what, change) => {
    const { key, alexa } = await move();
    await residents.changeConnection(key, change);
    await hears('ourFault', alexa);
    // Nobody listens, so nothing is said; and it is no failure of the invocation.
    expect(await createSpeaker(world, alexa).end()).toEqual({ version: '1.0', response: {} });
  });
});

describe('a home', () => {
  it('that is paused', async () => {
    const { key, alexa } = await move();
    await residents.changeHome(key, { paused: true });
    expect(await askedDuring(() => hears('pausedHome', alexa))).toBe(0);
  });

  it.each<[string, () => string, SpokenFailure]>([
    ['whose name has no address', () => 'https://porchlight-home.invalid', 'away'],
    ['whose port is closed', () => `http://127.0.0.1:${DEAF_PORT}`, 'away'],
    ['whose certificate nobody vouches for', () => secureHome.url, 'insecure'],
    ['that speaks http where https is called', () => home.url.replace('http:', 'https:'), 'insecure'],
    ['at a private address', () => 'https://192.168.1.2:8123', 'blocked'],
    ['at the address of the machine', () => 'https://127.0.0.1:65000', 'blocked'],
  ])('%s', async (_what, url, sentence) => {
    const { alexa } = await move(url());
    await hears(sentence, alexa);
  });

  it('whose token was revoked', async () => {
    const { alexa } = await move(home.url, 'not.a.token');
    await hears('refused', alexa);
  });

  const html = '<!doctype html><form>Sign in</form>';
  const json = (body: unknown): Fault => ({ body: JSON.stringify(body), contentType: 'application/json' });
  it.each<[string, Fault, SpokenFailure]>([
    ['401', { status: 401 }, 'refused'],
    ['403', { status: 403 }, 'blocked'],
    ['400', { status: 400 }, 'blocked'],
    ['404 with a page', { status: 404, body: html }, 'blocked'],
    ['429', { status: 429 }, 'throttled'],
    ['500', { status: 500 }, 'homeFailed'],
    ['502 with a page', { status: 502, body: html }, 'homeFailed'],
    ['503', { status: 503 }, 'homeFailed'],
    ['302', { status: 302 }, 'blocked'],
    ['a login wall', { body: html }, 'blocked'],
    ['text', { body: 'Hello', contentType: 'text/plain' }, 'blocked'],
    ['nothing at all', { body: '', contentType: 'application/json' }, 'blocked'],
    ['a list', json([]), 'homeFailed'],
    ['an empty object', json({}), 'homeFailed'],
    ['an odd response', json({ response: 7 }), 'homeFailed'],
    ['odd words', json({ response: { outputSpeech: 7, speech: { plain: { speech: 7 } } } }), 'homeFailed'],
    ['far too much', json({ response: { card: 'x'.repeat(300_000) } }), 'homeFailed'],
    ['half an answer', { truncate: true }, 'away'],
  ])('that answers %s', async (_what, fault, sentence) => {
    const { alexa } = await move();
    home.setFault(fault);
    await hears(sentence, alexa);
  });

  it('without alexa in its configuration: what Porchlight can do itself goes on', async () => {
    const { alexa } = await move();
    home.setIntents(undefined);
    await hears('intentsNotEnabled', alexa, ['intent']);
    expect(heard(await SAID.phrase(createSpeaker(world, alexa)))).toBe('Fine.');
    expect(heard(await SAID.launch(createSpeaker(world, alexa)))).toBe('Home is listening. What shall I do?');
  });

  it('without conversation in its configuration', async () => {
    const { alexa } = await move();
    home.setAgent(undefined);
    await hears('conversationNotEnabled', alexa, ['phrase']);
  });

  it('without an intent of that name', async () => {
    const { alexa } = await move();
    await hears('notConfigured', alexa, ['intent']);
  });
});

describe('time', () => {
  it('a script that is slower than there is time', async () => {
    const { alexa } = await move();
    home.setFault({ delayMs: 3_000, path: '/api/alexa' });
    await hears('slow', alexa, ['launch', 'intent'], 1_200);
  });

  it('an assistant that is slower than there is time', async () => {
    const { alexa } = await move();
    home.setFault({ delayMs: 3_000, path: '/api/conversation' });
    await hears('slow', alexa, ['phrase'], 1_200);
  });

  it('the whole budget: the sentence comes before Alexa gives up', async () => {
    const { alexa } = await move();
    home.setFault({ delayMs: 9_000, times: 1 });
    const started = performance.now();
    const answer = await SAID.phrase(createSpeaker(world, { ...alexa, locale: 'de-DE' }));
    expect(heard(answer)).toBe(SENTENCES.de.slow);
    expect(performance.now() - started).toBeLessThan(7_000);
  });

  it.each([0, 100, 400, 600])(
    '%i ms are left of Lambda’s: a sentence, and no home is asked',
    async (left) => {
      const { alexa } = await move();
      const asked = await askedDuring(() => hears('ourFault', alexa, WAYS, left));
      expect(asked).toBe(0);
    },
  );

  it('a home that does not even shake hands is away, and not slow', async () => {
    const { alexa } = await move(`https://127.0.0.1:${silent.port}`);
    await hears('away', alexa, ['phrase'], 1_200);
  });
});
