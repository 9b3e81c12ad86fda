import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SENTENCES } from '../../lib/speech/sentences.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createResidents, SAID } from '../harness/residents.ts';
import { type RoughServer, startWebServer } from '../harness/rough-server.ts';
import { heard } from '../harness/spoken.ts';
import { startWorld, type World } from '../harness/world.ts';

let home: Home;
let world: World;
let alexa: RoughServer;
let residents: ReturnType<typeof createResidents>;
/** When Alexa was told a word before the answer, and when it had it or was cut off. */
let words: { begun: number; over?: number }[] = [];
let delayMs = 0;

beforeAll(async () => {
  [home, alexa] = await Promise.all([
    startHome(),
    startWebServer((_request, response) => {
      const word: (typeof words)[number] = { begun: performance.now() };
      words.push(word);
      response.on('close', () => {
        word.over = performance.now();
      });
      setTimeout(() => response.writeHead(204).end(), delayMs);
    }),
  ]);
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  process.env.ALEXA_API_URL = `http://127.0.0.1:${alexa.port}`;
  residents = createResidents(world);
});
beforeEach(() => {
  words = [];
  delayMs = 0;
});
afterEach(() => home.setFault(undefined));
afterAll(async () => {
  await Promise.all([home, alexa, world].map((part) => part.close()));
});

const ann = async () => (await residents.move(home.url, home.token)).speaker();

describe('a word before the answer', () => {
  it('is said once, when the home takes its time, and is over before the answer', async () => {
    const speaker = await ann();
    home.setFault({ delayMs: 2_300, times: 1 });
    const begun = performance.now();
    await SAID.phrase(speaker);
    const answered = performance.now();
    expect(words).toHaveLength(1);
    expect((words[0]?.begun ?? 0) - begun).toBeGreaterThan(1_500);
    expect(words[0]?.over).toBeLessThan(answered);
  });

  it('that does not come through is broken off, and the answer hardly waits for it', async () => {
    const speaker = await ann();
    delayMs = 6_000;
    home.setFault({ delayMs: 2_300, times: 1 });
    const begun = performance.now();
    expect(heard(await SAID.phrase(speaker))).not.toBe(SENTENCES.en.ourFault);
    expect(performance.now() - begun).toBeLessThan(3_600);
    await expect.poll(() => words[0]?.over).toBeDefined();
  });

  it('costs nobody the answer when there is hardly any time left', async () => {
    const speaker = await ann();
    delayMs = 6_000;
    home.setFault({ delayMs: 6_000, times: 1 });
    // A little longer than patience lasts.
    expect(heard(await SAID.phrase(speaker, 2_550))).toBe(SENTENCES.en.slow);
    await expect.poll(() => words.every(({ over }) => over !== undefined)).toBe(true);
  });

  it('is not said for a quick answer, nor where nobody listens', async () => {
    const speaker = await ann();
    await SAID.phrase(speaker);
    home.setFault({ delayMs: 2_300, times: 1 });
    await speaker.end();
    expect(words).toEqual([]);
  });
});
