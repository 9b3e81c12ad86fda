import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { composeUpkeep, type UpkeepPorts } from '../../functions/upkeep/compose.ts';
import { upkeep } from '../../functions/upkeep/upkeep.ts';
import { dueAt } from '../../lib/homes/due-index.ts';
import { catalogueKey, presenceKey } from '../../lib/homes/keys.ts';
import { createPresences } from '../../lib/homes/presence.ts';
import type { Item } from '../../lib/homes/table.ts';
import { createLog } from '../../lib/telemetry/logger.ts';
import { type AwsFault, type AwsProxy, SERVICE_DOWN, startAwsProxy } from '../harness/aws-proxy.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { startWorld, type World } from '../harness/world.ts';

const MINUTE = 60_000;
let world: World;
let looks: ReturnType<typeof createLooksSide>;
let tables: AwsProxy;
let queues: AwsProxy;
let homes = 0;

beforeAll(async () => {
  world = await startWorld();
  looks = createLooksSide(world);
  tables = await startAwsProxy(world.dynamoDb.url);
  queues = await startAwsProxy(world.sqs.url);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = tables.url;
  process.env.AWS_ENDPOINT_URL_SQS = queues.url;
  // The SDK sends to the queue's own address, whatever the endpoint is.
  const { pathname } = new URL(process.env.LOOKS_QUEUE_URL ?? '');
  process.env.LOOKS_QUEUE_URL = new URL(pathname, queues.url).href;
});
beforeEach(async () => {
  tables.setFault(undefined);
  queues.setFault(undefined);
  await looks.take();
});
const made: string[] = [];
afterEach(async () => {
  const keys = made.splice(0).flatMap((home) => [catalogueKey(home), presenceKey(home)]);
  await world.devices.batchWrite({ put: [], delete: keys }, world.deadline());
});
afterAll(async () => {
  looks.close();
  await Promise.all([tables.close(), queues.close(), world.close()]);
});

function newHome(): string {
  homes += 1;
  const home = `kdue${homes}`;
  made.push(home);
  return home;
}
/** A catalogue as a sync leaves it, due at a time. */
async function catalogueDue(...times: number[]): Promise<string[]> {
  const all = times.map((time) => ({ home: newHome(), time }));
  const put: Item[] = all.map(({ home, time }) => ({
    v: 1,
    ...catalogueKey(home),
    at: time,
    devices: 3,
    version: 1,
    ...dueAt(time),
  }));
  await world.devices.batchWrite({ put, delete: [] }, world.deadline());
  return all.map(({ home }) => home);
}
/** A home at which a look failed so long ago. */
async function presenceDue(minutesAgo: number): Promise<string> {
  const home = newHome();
  await createPresences(world.devices, () => Date.now() - minutesAgo * MINUTE).owe(home, world.deadline());
  return home;
}
const run = () => world.invoke('upkeep', {});
const dueOf = async (key: { pk: string; sk: string }) =>
  Number((await world.devices.get(key, world.deadline()))?.dueAt);
const queued = async () => {
  const taken = await looks.take();
  return taken.map(({ type, home }) => `${type} ${home}`).toSorted();
};
const past = (minutes: number) => Date.now() - minutes * MINUTE;

describe('what is due', () => {
  test('is queued and put off: a catalogue to be compared, a home to be looked after', async () => {
    const before = Date.now();
    const [stale] = await catalogueDue(past(5));
    const silent = await presenceDue(5);
    await run();
    expect(await queued()).toEqual([`presence ${silent}`, `sync ${stale}`]);
    const again = await dueOf(catalogueKey(stale ?? ''));
    expect(again - before).toBeGreaterThanOrEqual(60 * MINUTE);
    expect(again - Date.now()).toBeLessThanOrEqual(60 * MINUTE);
    const soon = await dueOf(presenceKey(silent));
    expect(soon - before).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(soon - Date.now()).toBeLessThanOrEqual(5 * MINUTE);
    // Only the time is another.
    expect(await world.devices.get(catalogueKey(stale ?? ''), world.deadline())).toMatchObject({
      devices: 3,
      version: 1,
      due: 'DUE',
    });
  });

  test('is queued once', async () => {
    await catalogueDue(past(1));
    await run();
    expect(await queued()).toHaveLength(1);
    await run();
    expect(await queued()).toEqual([]);
  });

  test('is nothing before its time, nor what has none', async () => {
    await catalogueDue(Date.now() + MINUTE);
    const presences = createPresences(world.devices);
    const home = newHome();
    await presences.owe(home, world.deadline());
    await presences.settle(home, 1, world.deadline());
    await run();
    expect(await queued()).toEqual([]);
  });

  test('is found by the index, without a look at anything else', async () => {
    await catalogueDue(past(1));
    const from = tables.calls().length;
    await run();
    const calls = tables.calls().slice(from);
    expect(calls.map(({ action }) => action)).toEqual(['Query', 'UpdateItem']);
    expect(calls[0]?.body).toMatchObject({ IndexName: 'due' });
  });

  test('may be unknown to this version: it harms nothing', async () => {
    const home = newHome();
    const strange = { v: 1, pk: `HOME#${home}`, sk: 'TOMORROW', ...dueAt(past(9)) };
    await world.devices.batchWrite({ put: [strange], delete: [] }, world.deadline());
    const [known] = await catalogueDue(past(1));
    await run();
    expect(await queued()).toEqual([`sync ${known}`]);
    await world.devices.batchWrite({ put: [], delete: [strange] }, world.deadline());
  });
});

describe('many homes', () => {
  test('are queued in batches and over several pages, each once', async () => {
    const all = await catalogueDue(...Array.from({ length: 234 }, (_, index) => past(1) - index));
    const from = queues.calls().length;
    await run();
    const actions = queues.calls().slice(from);
    expect(actions.map(({ action }) => action)).toEqual(actions.map(() => 'SendMessageBatch'));
    expect(actions).toHaveLength(24);
    expect(await queued()).toEqual(all.map((home) => `sync ${home}`).toSorted());
  });

  test('are too many for one run: the longest due come first, and the next runs take the rest', async () => {
    const all = await catalogueDue(...Array.from({ length: 1_150 }, (_, index) => past(60) + index));
    await run();
    const first = await queued();
    expect(first).toEqual(
      all
        .slice(0, 1_000)
        .map((home) => `sync ${home}`)
        .toSorted(),
    );
    await run();
    expect([...first, ...(await queued())].toSorted()).toEqual(all.map((home) => `sync ${home}`).toSorted());
  }, 30_000);
});

/** SQS's answer to a batch of which it did not take one. */
function partlyTaken(body: Record<string, unknown>, lost: string): AwsFault {
  const entries = body.Entries as { Id: string; MessageBody: string }[];
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  return {
    status: 200,
    body: {
      Successful: entries
        .filter(({ Id }) => Id !== lost)
        .map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) })),
      Failed: [{ Id: lost, SenderFault: false, Code: 'InternalError' }],
    },
  };
}

describe('a failure', () => {
  /** Its own ports, so that no connection of another test is in the way. */
  const ports = (): UpkeepPorts => composeUpkeep(process.env, createLog());

  test('of the queue puts off nothing, and is one of the run; the next makes up for it', async () => {
    const [home] = await catalogueDue(past(5));
    const before = await dueOf(catalogueKey(home ?? ''));
    queues.setFault(() => SERVICE_DOWN);
    expect(await outcomeOf(upkeep(ports()))).toBe('queue_unavailable');
    expect(await dueOf(catalogueKey(home ?? ''))).toBe(before);
    queues.setFault(undefined);
    await run();
    expect(await queued()).toEqual([`sync ${home}`]);
  });

  test('of a part of a batch puts off the others only', async () => {
    const all = await catalogueDue(past(3), past(2), past(1));
    queues.setFault(({ body }) => partlyTaken(body, '1'));
    expect(await outcomeOf(upkeep(ports()))).toBe('queue_unavailable');
    const isPutOff = await Promise.all(
      all.map(async (home) => (await dueOf(catalogueKey(home))) > Date.now()),
    );
    expect(isPutOff).toEqual([true, false, true]);
    queues.setFault(undefined);
    await run();
    expect(await queued()).toEqual([`sync ${all[1]}`]);
  });

  test('to put off is made up for by queueing again', async () => {
    const [home] = await catalogueDue(past(5));
    tables.setFault(({ action }) => (action === 'UpdateItem' ? SERVICE_DOWN : undefined));
    expect(await outcomeOf(upkeep(ports()))).toBe('store_unavailable');
    expect(await queued()).toEqual([`sync ${home}`]);
    tables.setFault(undefined);
    await run();
    expect(await queued()).toEqual([`sync ${home}`]);
  });

  test('of the table is one of the run', async () => {
    tables.setFault(() => SERVICE_DOWN);
    expect(await outcomeOf(upkeep(ports()))).toBe('store_unavailable');
  });
});
