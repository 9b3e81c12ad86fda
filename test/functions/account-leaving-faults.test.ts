import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AwsProxy, SERVICE_DOWN, startAwsProxy } from '../harness/aws-proxy.ts';
import { createEventSources, type EventSources, startWorker, type Worker } from '../harness/event-sources.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLeavingSide, type Leaver, type LeavingSide } from '../harness/leaving.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, codeOf, createAccountClient } from './account-client.ts';

const clock = startSkippingClock();
let world: World;
let home: Home;
let queue: AwsProxy;
let store: AwsProxy;
let leaving: LeavingSide;
let sources: EventSources;
let workers: Worker[];
/** Another one that erases; what it asks the store passes the proxy. */
let watched: Worker;
let api: AccountClient;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  workers = [await startWorker('observe'), await startWorker('report'), await startWorker('erasure')];
  leaving = createLeavingSide(world);
  sources = createEventSources(world, clock);
  [queue, store] = await Promise.all([startAwsProxy(world.sqs.url), startAwsProxy(world.dynamoDb.url)]);
  // For the account function alone; the workers have had their first calls by then.
  const first = await leaving.settle('first', { home, flat: home });
  await world.accounts.bury(first.sub, world.deadline());
  await sources.send('erasures', { v: 1, type: 'user', sub: first.sub, turn: 0 });
  await sources.settle(workers, 10_000);
  const { looks, erasures } = world.sqs.queueUrls;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: store.url,
    AWS_ENDPOINT_URL_SQS: queue.url,
    LOOKS_QUEUE_URL: looks?.replace(world.sqs.url, queue.url),
    ERASURES_QUEUE_URL: erasures?.replace(world.sqs.url, queue.url),
  });
  watched = await startWorker('erasure');
  api = createAccountClient(world);
});
afterEach(() => {
  queue.setFault(undefined);
  store.setFault(undefined);
  store.setBefore(undefined);
  home.setFault(undefined);
  queue.forget();
});
afterAll(async () => {
  clock.restore();
  leaving.close();
  sources.close();
  await Promise.all([world.close(), home.close(), queue.close(), store.close()]);
});

const settle = (name: string) => leaving.settle(name, { home, flat: home });
const work = () => sources.settle(workers, 10_000);
const accountOf = ({ sub }: Leaver) => world.accounts.read(sub, world.deadline());
const linkOf = async ({ sub }: Leaver) =>
  ((await api(sub, 'GET /v1/status')).body.links as { link: string }[])[0]?.link ?? '';
const request = {
  'an account': async (leaver: Leaver) => api(leaver.sub, 'DELETE /v1/me'),
  'a link': async (leaver: Leaver) => api(leaver.sub, `DELETE /v1/links/NA/${await linkOf(leaver)}`),
} as const;
const isErasure = (call: { action: string; body: Record<string, unknown> }) => call.action === 'SendMessage';

describe.each(['an account', 'a link'] as const)('the request to be rid of %s', (what) => {
  const name = (part: string) => `${part}-${what === 'a link' ? 'link' : 'account'}`;
  const isGone = async (leaver: Leaver) =>
    what === 'an account'
      ? !world.keySet.users.has(leaver.sub)
      : (await leaving.amazon.grants.list(leaver.sub, world.deadline())).length === 0;

  test('changes nothing while it cannot be queued', async () => {
    const leaver = await settle(name('queue'));
    const link = await linkOf(leaver);
    queue.setFault((call) => (isErasure(call) ? 'drop' : undefined));
    const answer = await request[what](leaver);
    expect([answer.status, codeOf(answer)]).toEqual([503, 'queue_unavailable']);
    const account = await accountOf(leaver);
    expect([account?.deletedAt, account?.revokedLinks]).toEqual([undefined, []]);
    queue.setFault(undefined);
    await work();
    expect([await isGone(leaver), await linkOf(leaver)]).toEqual([false, link]);
  });

  test('comes to nothing when the store fails, also when its message arrives', async () => {
    const leaver = await settle(name('store'));
    store.setFault((call) => (call.action === 'PutItem' ? SERVICE_DOWN : undefined));
    const answer = await request[what](leaver);
    expect([answer.status, codeOf(answer)]).toEqual([503, 'store_unavailable']);
    store.setFault(undefined);
    await work();
    expect(await isGone(leaver)).toBe(false);
    expect(await sources.dead()).toEqual([]);
  });

  test('is carried out half a minute later when only the second message is lost', async () => {
    const leaver = await settle(name('second'));
    let sent = 0;
    queue.setFault((call) => {
      if (!isErasure(call)) return undefined;
      sent += 1;
      return sent === 1 ? undefined : 'drop';
    });
    const answer = await request[what](leaver);
    expect(answer.status).toBe(what === 'an account' ? 202 : 200);
    queue.setFault(undefined);
    await sources.drain(workers);
    expect(await isGone(leaver)).toBe(false);
    await work();
    expect(await isGone(leaver)).toBe(true);
  });
});

test('a home that two go about at once is in the receipt as what it was, with what became of its token', async () => {
  const leaver = await settle('both');
  home.setFault({ status: 503 });
  await api(leaver.sub, 'DELETE /v1/me');
  await sources.send('erasures', { v: 1, type: 'user', sub: leaver.sub, turn: 0 });
  const [, , other] = workers;
  let reads = 0;
  store.setBefore(async ({ action, body }) => {
    const key = JSON.stringify(body.Key ?? {});
    if (action !== 'GetItem' || !key.includes(leaver.home) || !key.includes('CONNECTION')) return;
    reads += 1;
    // Once for the plan; and now it knows that the home is still to be left.
    if (reads === 2 && other !== undefined) await sources.work(other, 1);
  });
  await sources.work(watched, 1);
  expect(reads).toBeGreaterThan(1);
  await work();
  const steps = (await api(leaver.sub, 'GET /v1/me/deletion')).body.steps as { home?: string }[];
  expect(steps.find((step) => step.home === leaver.home)).toMatchObject({
    what: 'home',
    status: 'failed',
    because: 'home_failed',
  });
  expect((await leaving.rowsOf(leaver)).map(({ item }) => item.sk).toSorted()).toEqual([
    'ACCOUNT',
    'DELETION',
  ]);
});

test('whoever cannot be looked up is not let in', async () => {
  const leaver = await settle('unknown');
  await api(leaver.sub, 'DELETE /v1/me');
  store.setFault(() => SERVICE_DOWN);
  const answer = await api(leaver.sub, 'GET /v1/me');
  expect([answer.status, codeOf(answer)]).toEqual([503, 'store_unavailable']);
  store.setFault(undefined);
  await work();
});
