import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgress } from '../../lib/alexa/progressive-response.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { type RoughServer, startWebServer } from '../harness/rough-server.ts';

let server: RoughServer;
let asked: { url: string; authorization: string; body: string }[] = [];
let answer: { status: number; headers?: Record<string, string>; delayMs?: number } = { status: 204 };

beforeAll(async () => {
  server = await startWebServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '' } = request.headers;
    asked.push({ url: request.url ?? '', authorization, body: Buffer.concat(chunks).toString() });
    await new Promise((resolve) => setTimeout(resolve, answer.delayMs ?? 0));
    response.writeHead(answer.status, answer.headers).end();
  });
});
beforeEach(() => {
  asked = [];
  answer = { status: 204 };
});
afterAll(() => server.close());

const callback = (endpoint: string) => ({ endpoint, token: new Secret('canary-token'), requestId: 'r<1>' });
const never = () => new AbortController().signal;
const here = () => `http://127.0.0.1:${server.port}`;

describe('a word before the answer goes', () => {
  test('to Alexa’s stand-in, wherever the request says, with the token in its header', async () => {
    await createProgress(here()).say(callback('https://elsewhere.example'), 'Um & so on', never());
    expect(asked).toMatchObject([{ url: '/v1/directives', authorization: 'Bearer canary-token' }]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      header: { requestId: 'r<1>' },
      directive: { type: 'VoicePlayer.Speak', speech: '<speak>Um &amp; so on</speak>' },
    });
  });

  test.each([
    ['another host', () => here()],
    ['another scheme', () => 'http://api.amazonalexa.com'],
    ['a user in front', () => 'https://api.amazonalexa.com@evil.example'],
    ['a host below another', () => 'https://api.amazonalexa.com.evil.example'],
    ['a path', () => 'https://api.amazonalexa.com/../evil'],
    ['a port', () => 'https://api.amazonalexa.com:8443'],
    ['no address', () => 'api.amazonalexa.com'],
  ])('nowhere else: %s', async (_what, endpoint) => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    await createProgress(undefined).say(callback(endpoint()), 'Hello', never());
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
    expect(asked).toEqual([]);
  });

  test('after no redirect, and no failure is one', async () => {
    answer = { status: 307, headers: { location: `${here()}/elsewhere` } };
    await createProgress(here()).say(callback(here()), 'Hello', never());
    expect(asked.map(({ url }) => url)).toEqual(['/v1/directives']);
    answer = { status: 500 };
    await createProgress(here()).say(callback(here()), 'Hello', never());
    await createProgress('http://127.0.0.1:9').say(callback(here()), 'Hello', never());
  });

  test('and is broken off when it is too late', async () => {
    answer = { status: 204, delayMs: 5_000 };
    const started = performance.now();
    await createProgress(here()).say(callback(here()), 'Hello', AbortSignal.timeout(50));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
