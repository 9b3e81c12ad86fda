import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type DemoHome, startDemoHome } from '../../local/demo-home/start.ts';
import { startWebServer } from '../harness/rough-server.ts';

const KEY = 'plk1.khome12.a-secret-that-nobody-else-may-see';

interface Request {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Takes hints, and does with each whatever the test wants. */
async function startPorchlight(answer: (response: ServerResponse) => void) {
  const requests: Request[] = [];
  const server = await startWebServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { method = '', url: path = '', headers } = request;
    requests.push({ method, path, headers, body: JSON.parse(text) as unknown });
    answer(response);
  });
  closing.push(server.close);
  return { requests, url: `http://127.0.0.1:${server.port}/v1/hints` };
}

async function startHome(): Promise<{ home: DemoHome; log: string[] }> {
  const log: string[] = [];
  const home = await startDemoHome({
    host: '127.0.0.1',
    port: 0,
    username: 'owner',
    password: 'owner-of-home',
    log: (line) => log.push(line),
  });
  closing.push(home.close);
  return { home, log };
}

const kitchen = (home: DemoHome) => home.entities().find(({ entityId }) => entityId === 'light.kitchen');

describe('the hints of a demo home', () => {
  it('are one request for each change of state, with the event key', async () => {
    const porchlight = await startPorchlight((response) => response.writeHead(202).end('{}'));
    const { home } = await startHome();
    home.sendHints({ url: porchlight.url, key: KEY });
    home.setState('light.kitchen', { state: 'on' });
    home.setState('light.kitchen', { state: 'on' });
    await expect.poll(() => porchlight.requests.length).toBe(1);
    home.setState('light.kitchen', { attributes: { brightness: 10 } });
    await expect.poll(() => porchlight.requests.length).toBe(2);
    for (const request of porchlight.requests) {
      expect(request).toMatchObject({
        method: 'POST',
        path: '/v1/hints',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        body: { entity_id: 'light.kitchen', last_changed: kitchen(home)?.lastChanged.toISOString() },
      });
    }
  });

  it('go nowhere until the home is told where', async () => {
    const porchlight = await startPorchlight((response) => response.writeHead(202).end('{}'));
    const { home } = await startHome();
    home.setState('light.kitchen', { state: 'on' });
    home.sendHints({ url: porchlight.url, key: KEY });
    home.setState('switch.coffee_machine', { state: 'on' });
    await expect.poll(() => porchlight.requests.length).toBe(1);
    expect(porchlight.requests[0]?.body).toMatchObject({ entity_id: 'switch.coffee_machine' });
  });

  it.each<[failure: string, answer: (response: ServerResponse) => void, told: string]>([
    ['a refusal', (response) => response.writeHead(403).end(), 'not taken: HTTP 403'],
    ['a connection that breaks', (response) => response.destroy(), 'not sent: TypeError'],
  ])(
    'that meet %s change nothing in the home, and the log does not tell the key',
    async (_what, answer, told) => {
      const porchlight = await startPorchlight(answer);
      const { home, log } = await startHome();
      home.sendHints({ url: porchlight.url, key: KEY });
      home.setState('light.kitchen', { state: 'on' });
      expect(kitchen(home)?.state).toBe('on');
      await expect.poll(() => log.join('\n')).toContain(`hint about light.kitchen ${told}`);
      expect(log.join('\n')).not.toContain(KEY);
    },
  );

  it('that are never answered hold up neither the home nor its end', async () => {
    const porchlight = await startPorchlight(() => undefined);
    const { home, log } = await startHome();
    home.sendHints({ url: porchlight.url, key: KEY });
    home.setState('light.kitchen', { state: 'on' });
    await expect.poll(() => porchlight.requests.length).toBe(1);
    home.setState('light.kitchen', { state: 'off' });
    expect(kitchen(home)?.state).toBe('off');
    await home.close();
    expect(log.join('\n')).not.toContain('hint');
  });
});
