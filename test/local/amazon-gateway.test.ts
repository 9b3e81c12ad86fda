import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createEventLog } from '../../local/amazon/event-log.ts';
import { startAmazon } from '../../local/amazon/start.ts';
import {
  changeReport,
  client,
  deferredResponse,
  discovery,
  doorbell,
  type Harness,
  property,
  scope,
  startHarness,
} from './amazon-harness.ts';

let harness: Harness;
let token: string;
beforeAll(async () => {
  harness = await startHarness();
  token = await harness.accessToken('amzn1.account.GATEWAY');
});
afterEach(() => harness.control('/faults', {}));
afterAll(() => harness.amazon.close());

const newest = async (): Promise<number> => {
  let after = 0;
  for (;;) {
    const { next } = await harness.events(after);
    if (next === after) return after;
    after = next;
  }
};

function replaceAt(message: object, [place, ...deeper]: string[], value: unknown): object {
  const inner: unknown = Object.entries(message).find(([name]) => name === place)?.[1];
  const next =
    deeper.length > 0 && typeof inner === 'object' && inner !== null
      ? replaceAt(inner, deeper, value)
      : value;
  return { ...message, [String(place)]: next };
}

describe('accepted', () => {
  test.each([
    ['ChangeReport', () => changeReport(token)],
    ['AddOrUpdateReport', () => discovery(token, 'AddOrUpdateReport', 300)],
    ['DeleteReport', () => discovery(token, 'DeleteReport', 300)],
    ['DoorbellPress', () => doorbell(token)],
    ['Response', () => deferredResponse(token, 'correlation')],
  ])('%s', async (name, message) => {
    const after = await newest();
    const sent = message();
    const response = await harness.event(token, sent);
    expect(response.status).toBe(202);
    expect(await response.text()).toBe('');
    const { events, next } = await harness.events(after);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      seq: after + 1,
      amazonUser: 'amzn1.account.GATEWAY',
      message: { event: { header: { name, messageId: sent.event.header.messageId } } },
    });
    expect(events[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(next).toBe(after + 1);
    // The message is remembered whole, but for its token.
    const withheld = JSON.parse(JSON.stringify(sent).replaceAll(token, '(withheld)'));
    expect(events[0]?.message).toEqual(withheld);
  });
});

describe('refused', () => {
  /** A good ChangeReport with the value at one place replaced or, by undefined, taken away. */
  const altered = (path: string, value: unknown) => () =>
    replaceAt(changeReport(token), path.split('.'), value);
  const invalid = 'INVALID_REQUEST_EXCEPTION';
  const tooLarge = 'REQUEST_ENTITY_TOO_LARGE_EXCEPTION';
  const badToken = 'INVALID_ACCESS_TOKEN_EXCEPTION';
  const withProperty = (time: string) =>
    altered('event.payload.change.properties', [property('powerState', 'ON', time)]);

  test.each<[string, () => unknown, number, string]>([
    ['not JSON', () => '{', 400, invalid],
    ['a list', () => [], 400, invalid],
    ['no event', () => ({}), 400, invalid],
    ['payload version 2', altered('event.header.payloadVersion', '2'), 400, invalid],
    ['a message id with a blank', altered('event.header.messageId', 'a b'), 400, invalid],
    ['a foreign namespace', altered('event.header.namespace', 'Other'), 400, invalid],
    ['no payload', altered('event.payload', undefined), 400, invalid],
    ['no endpoint', altered('event.endpoint', undefined), 400, invalid],
    ['an endpoint id with a dot', altered('event.endpoint.endpointId', 'light.x'), 400, invalid],
    ['no scope', altered('event.endpoint.scope', undefined), 400, invalid],
    ['another scope type', altered('event.endpoint.scope.type', 'Other'), 400, invalid],
    ['an unknown cause', altered('event.payload.change.cause.type', 'WHIM'), 400, invalid],
    ['no changed property', altered('event.payload.change.properties', []), 400, invalid],
    ['a property in both lists', altered('context.properties', [property('powerState', 'ON')]), 400, invalid],
    ['microseconds', withProperty('2026-11-21T07:10:00.123456Z'), 400, invalid],
    ['an offset for UTC', withProperty('2026-11-21T07:10:00+00:00'), 400, invalid],
    ['a doorbell with a fraction', () => doorbell(token, '2026-11-21T07:10:00.1Z'), 400, invalid],
    ['a deferred answer without correlation', () => deferredResponse(token), 400, invalid],
    [
      'no endpoints in a report',
      () => ({ event: { ...discovery(token, 'DeleteReport', 1).event, payload: { scope: scope(token) } } }),
      400,
      invalid,
    ],
    ['301 endpoints', () => discovery(token, 'DeleteReport', 301), 413, tooLarge],
    ['more than 256 KB', () => ({ ...changeReport(token), padding: 'x'.repeat(256 * 1024) }), 413, tooLarge],
    ['another token in the scope', altered('event.endpoint.scope.token', 'Atza|other'), 401, badToken],
  ])('%s', async (_case, message, status, code) => {
    const after = await newest();
    const response = await harness.event(token, message());
    expect(response.status).toBe(status);
    const answer = await response.json();
    expect(answer).toEqual({
      header: { namespace: 'System', name: 'Exception', messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      payload: { code, description: expect.any(String) },
    });
    expect(JSON.stringify(answer)).not.toContain(token);
    expect(await newest()).toBe(after);
  });

  test.each<[string, () => string | undefined]>([
    ['none', () => undefined],
    ['nonsense', () => 'Atza|nonsense'],
    ['one with a letter more', () => `${token}A`],
    ['one with a sign that decoders skip', () => `${token}!`],
  ])('the token: %s', async (_case, other) => {
    const response = await harness.event(other(), changeReport(other() ?? token));
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ payload: { code: badToken } });
  });

  test('a live token of the same user in the scope, but not the one in the header', async () => {
    const another = await harness.accessToken('amzn1.account.GATEWAY');
    expect((await harness.event(token, changeReport(another))).status).toBe(401);
  });

  test('a token is alive for 3600 seconds', async () => {
    const own = await startHarness();
    const shortLived = await own.accessToken();
    own.forward(3590);
    expect((await own.event(shortLived, changeReport(shortLived))).status).toBe(202);
    own.forward(11);
    expect((await own.event(shortLived, changeReport(shortLived))).status).toBe(401);
    await own.amazon.close();
  });
});

describe('faults at the gateway', () => {
  test.each([
    [{ status: 400 }, 400, 'INVALID_REQUEST_EXCEPTION'],
    [{ status: 401 }, 401, 'INVALID_ACCESS_TOKEN_EXCEPTION'],
    [{ status: 403 }, 403, 'SKILL_DISABLED_EXCEPTION'],
    [{ error: 'INSUFFICIENT_PERMISSION_EXCEPTION' }, 403, 'INSUFFICIENT_PERMISSION_EXCEPTION'],
    [{ error: 'SKILL_NOT_FOUND_EXCEPTION' }, 404, 'SKILL_NOT_FOUND_EXCEPTION'],
    [{ status: 429 }, 429, 'THROTTLING_EXCEPTION'],
    [{ status: 500 }, 500, 'INTERNAL_SERVICE_EXCEPTION'],
    [{ status: 503 }, 503, 'SERVICE_UNAVAILABLE_EXCEPTION'],
  ])('%o', async (fault, status, code) => {
    const after = await newest();
    await harness.control('/faults', { gateway: { ...fault, times: 1 } });
    const failed = await harness.event(token, changeReport(token));
    expect(failed.status).toBe(status);
    expect(await failed.json()).toMatchObject({
      header: { namespace: 'System', name: 'Exception' },
      payload: { code },
    });
    expect(await newest()).toBe(after);
    expect((await harness.event(token, changeReport(token))).status).toBe(202);
  });

  test('of one Amazon user spare the others, and count only that one', async () => {
    const [theirs, ours] = [await harness.accessToken('amazon-1'), await harness.accessToken('amazon-2')];
    await harness.control('/faults', { gateway: { status: 429, amazonUser: 'amazon-1', times: 1 } });
    expect((await harness.event(ours, doorbell(ours))).status).toBe(202);
    expect((await harness.event(theirs, doorbell(theirs))).status).toBe(429);
    expect((await harness.event(theirs, doorbell(theirs))).status).toBe(202);
  });

  test('an answer cut short: the event has arrived', async () => {
    const after = await newest();
    await harness.control('/faults', { gateway: { truncate: true, times: 1 } });
    await harness.event(token, changeReport(token)).catch(() => undefined);
    expect(await newest()).toBe(after + 1);
  });
});

describe('watching events', () => {
  test('a long poll wakes with the event', async () => {
    const after = await newest();
    const watching = harness.events(after, 5);
    const began = Date.now();
    await harness.event(token, changeReport(token));
    expect((await watching).events).toHaveLength(1);
    expect(Date.now() - began).toBeLessThan(1000);
  });

  test('a long poll ends empty when its time is up', async () => {
    const after = await newest();
    const began = Date.now();
    expect(await harness.events(after, 1)).toEqual({
      events: [],
      next: after,
    });
    expect(Date.now() - began).toBeGreaterThanOrEqual(990);
  });

  test('a watcher from before a restart sees the new log from its beginning', async () => {
    expect((await harness.events(999_999)).events[0]?.seq).toBe(1);
  });

  test('only the newest 10,000 are kept, in pages, without a gap', async () => {
    const log = createEventLog(Date.now);
    for (let seq = 1; seq <= 10_020; seq += 1) log.add({ amazonUser: 'a', message: { seq } });
    const seen: number[] = [];
    for (let after = 0; seen.length < 20_000; ) {
      const { events, next } = await log.read(after, 0, AbortSignal.timeout(5000));
      if (events.length === 0) break;
      expect(events.every((event) => event.seq === (event.message as { seq: number }).seq)).toBe(true);
      seen.push(...events.map((event) => event.seq));
      after = next;
    }
    expect(seen).toEqual(Array.from({ length: 10_000 }, (_item, index) => index + 21));
  });

  test.each(['after=-1', 'after=x', 'wait=1.5'])('%s is refused', async (query) => {
    expect(await harness.control(`/events?${query}`)).toMatchObject({ status: 400 });
  });

  test('close ends a long poll and what is held back', async () => {
    const own = await startAmazon({ host: '127.0.0.1', port: 0, ...client });
    await fetch(`${own.control}/faults`, { method: 'POST', body: '{"lwa":{"delayMs":60000}}' });
    const pending = [
      fetch(`${own.control}/events?wait=60`),
      fetch(own.lwaTokenUrl, { method: 'POST', body: new URLSearchParams({ code: 'x' }) }),
    ];
    const settled = Promise.allSettled(pending);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = Date.now();
    await own.close();
    expect((await settled).map((one) => one.status)).toEqual(['rejected', 'rejected']);
    expect(Date.now() - began).toBeLessThan(500);
  });
});

describe('the rest', () => {
  test.each([
    ['GET', '/v3/events'],
    ['GET', '/auth/o2/token'],
    ['GET', '/'],
    ['DELETE', '/control/events'],
  ])('%s %s is not there', async (method, path) => {
    expect((await fetch(`${harness.amazon.url}${path}`, { method })).status).toBe(404);
  });

  test('a grant for a user with an odd name is refused', async () => {
    expect(await harness.control('/grants', { amazonUser: 'a b' })).toMatchObject({
      status: 400,
      body: { error: { field: 'amazonUser' } },
    });
  });

  test('a taken port is named by the plain error of Node', async () => {
    const port = Number(new URL(harness.amazon.url).port);
    await expect(startAmazon({ host: '127.0.0.1', port, ...client })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
