import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type DemoHome, type DemoHomeOptions, startDemoHome } from '../../local/demo-home/start.ts';
import { startWebServer } from '../harness/rough-server.ts';

const KEY = 'plk1.khome12.a-secret-that-nobody-else-may-see';

interface Request {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

const isStart = (body: unknown) => (body as { event?: string }).event === 'homeassistant_started';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Takes hints, and does with each whatever the test wants. */
async function startPorchlight(answer: (response: ServerResponse) => void) {
  const requests: Request[] = [];
  const starts: Request[] = [];
  const server = await startWebServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { method = '', url: path = '', headers } = request;
    const body = JSON.parse(text) as unknown;
    // Of its start a home always tells first; one test is about that.
    (isStart(body) ? starts : requests).push({ method, path, headers, body });
    answer(response);
  });
  closing.push(server.close);
  return { requests, starts, url: `http://127.0.0.1:${server.port}/v1/hints` };
}

async function startHome(options: Partial<DemoHomeOptions> = {}): Promise<{ home: DemoHome; log: string[] }> {
  const log: string[] = [];
  const home = await startDemoHome({
    host: '127.0.0.1',
    port: 0,
    username: 'owner',
    password: 'owner-of-home',
    log: (line) => log.push(line),
    ...options,
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

  it('begin with its start, which it tells once, whoever hears of it later', async () => {
    const porchlight = await startPorchlight((response) => response.writeHead(202).end('{}'));
    const { home } = await startHome();
    home.sendHints({ url: porchlight.url, key: KEY });
    home.sendHints({ url: porchlight.url, key: KEY });
    home.setState('light.kitchen', { state: 'on' });
    await expect.poll(() => porchlight.requests.length).toBe(1);
    expect(porchlight.starts.map(({ body }) => body)).toEqual([{ event: 'homeassistant_started' }]);
  });

  it('of a doorbell say its state, and of a press the time that it is', async () => {
    const porchlight = await startPorchlight((response) => response.writeHead(202).end('{}'));
    const { home } = await startHome();
    home.sendHints({ url: porchlight.url, key: KEY });
    home.press();
    await expect.poll(() => porchlight.requests.length).toBe(1);
    const bell = home.entities().find(({ entityId }) => entityId === 'event.front_door');
    expect(bell).toMatchObject({ attributes: { event_type: 'ring' } });
    expect(porchlight.requests[0]?.body).toEqual({
      entity_id: 'event.front_door',
      last_changed: bell?.lastChanged.toISOString(),
      state: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/),
    });
    home.setState('event.front_door', { state: 'unavailable' });
    home.press('event.front_door');
    await expect.poll(() => porchlight.requests.length).toBe(2);
    expect(porchlight.requests[1]?.body).toMatchObject({ state: 'unavailable' });
    expect(() => home.press('light.kitchen')).toThrow('light.kitchen is no doorbell');
  });

  it('come as heartbeats by themselves, with what changed since the one before', async () => {
    const porchlight = await startPorchlight((response) => response.writeHead(202).end('{}'));
    let time = Date.now();
    const { home } = await startHome({ heartbeatMs: 50, now: () => new Date(time) });
    home.sendHints({ url: porchlight.url, key: KEY });
    const beats = () =>
      porchlight.requests
        .map(({ body }) => body as { event?: string; changed: string[] })
        .filter(({ event }) => event === 'heartbeat');
    await expect.poll(() => beats().length).toBeGreaterThan(1);
    expect(beats()[0]?.changed).toHaveLength(home.entities().length - 2);
    time += 60 * 60_000;
    home.setState('light.kitchen', { state: 'on' });
    home.setState('scene.movie_night', { state: 'on' });
    await expect.poll(() => beats().at(-1)?.changed).toEqual(['light.kitchen']);
  });

  it('tell of entities that come, go, or are called and shown otherwise, once that has come to rest', async () => {
    const porchlight = await startPorchlight((response) => response.writeHead(202).end('{}'));
    const { home } = await startHome({ settleMs: 50 });
    home.sendHints({ url: porchlight.url, key: KEY });
    const bodies = () => porchlight.requests.map(({ body }) => body);
    const told = { event: 'entity_registry_updated' };
    home.addDevice({ entityId: 'switch.pump', name: 'Pump', state: 'off' });
    home.removeDevice('lock.front_door');
    await expect.poll(bodies).toEqual([told]);
    home.renameDevice('switch.pump', 'Well');
    await expect.poll(bodies).toEqual([told, told]);
    home.setState('switch.pump', { state: 'on' });
    home.hideDevice('switch.pump', true);
    await expect.poll(bodies).toHaveLength(4);
    expect(home.entities().find(({ entityId }) => entityId === 'switch.pump')).toMatchObject({
      name: 'Well',
      state: 'on',
      hidden: true,
    });
  });
});

describe('the button on the page', () => {
  const press = (home: DemoHome, entityId: string, headers: Record<string, string> = {}) =>
    fetch(`${home.url}/press/${entityId}`, { method: 'POST', headers, redirect: 'manual' });

  it('rings, and leads back to the page, which says so', async () => {
    const { home } = await startHome();
    expect(await (await fetch(home.url)).text()).toContain('action="/press/event.front_door"');
    const pressed = await press(home, 'event.front_door', { 'sec-fetch-site': 'same-origin' });
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, '/']);
    expect(await (await fetch(home.url)).text()).toMatch(/rang at \d\d:/);
  });

  it.each<[string, string, Record<string, string>, number]>([
    ['from another site', 'event.front_door', { 'sec-fetch-site': 'cross-site' }, 403],
    ['of what is no doorbell', 'light.kitchen', {}, 404],
  ])('%s rings nothing', async (_what, entityId, headers, status) => {
    const { home } = await startHome();
    expect((await press(home, entityId, headers)).status).toBe(status);
    expect(home.entities().find((entity) => entity.entityId === 'event.front_door')?.state).toBe('unknown');
  });
});
