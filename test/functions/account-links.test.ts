import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { linkIdOf } from '../../lib/homes/grants.ts';
import { createAlexaSide, discovery } from '../harness/alexa-side.ts';
import { createEventSources, type EventSources, startWorker, type Worker } from '../harness/event-sources.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLeavingSide, type LeavingSide } from '../harness/leaving.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, codeOf, createAccountClient } from './account-client.ts';

const clock = startSkippingClock();
let world: World;
let home: Home;
let flat: Home;
let leaving: LeavingSide;
let sources: EventSources;
let workers: Worker[];
let api: AccountClient;

beforeAll(async () => {
  [home, flat] = await Promise.all([startHome(), startHome()]);
  world = await startWorld({ homeAddressAllowlist: allowing(home.url, flat.url) });
  leaving = createLeavingSide(world);
  sources = createEventSources(world, clock);
  workers = [await startWorker('observe'), await startWorker('report'), await startWorker('erasure')];
  api = createAccountClient(world);
});
afterEach(() => leaving.amazon.setFaults({}));
afterAll(async () => {
  clock.restore();
  leaving.close();
  sources.close();
  await Promise.all([world.close(), home.close(), flat.close()]);
});

interface Link {
  link: string;
  region: string;
}
const linksOf = async (sub: string) => (await api(sub, 'GET /v1/status')).body.links as Link[];
const work = () => sources.settle(workers, 5_000);
const grantsOf = (sub: string) => leaving.amazon.grants.list(sub, world.deadline());

async function discoveryOf(sub: string, amazonUser: string) {
  const token = world.alexaToken(sub, { originJti: `link-of-${amazonUser}` });
  return (await createAlexaSide(world).send(discovery(token))).event.payload;
}

describe('an Alexa link that is disconnected', () => {
  test('is refused at the next directive, and forgotten once Alexa knows; another one goes on', async () => {
    const { sub, home: key, flat: other, amazonUsers } = await leaving.settle('anna', { home, flat });
    const second = await leaving.amazon.link(sub, 'amazon-second', { region: 'EU' });
    const before = await linksOf(sub);
    expect(before.map(({ region }) => region).toSorted()).toEqual(['EU', 'NA']);
    const link = before.find(({ region }) => region === 'NA')?.link ?? '';
    expect(link).toMatch(/^[A-Za-z0-9_-]{22}$/);

    const answer = await api(sub, `DELETE /v1/links/NA/${link}`);
    expect([answer.status, answer.body]).toEqual([200, { region: 'NA', link }]);
    expect((await linksOf(sub)).map((one) => one.region)).toEqual(['EU']);
    expect(await discoveryOf(sub, amazonUsers.own)).toMatchObject({
      type: 'INVALID_AUTHORIZATION_CREDENTIAL',
    });
    expect(await grantsOf(sub)).toHaveLength(2);

    await work();
    expect((await grantsOf(sub)).map(({ originJti }) => originJti)).toEqual([second.originJti]);
    const told = new Set(await leaving.toldGone(amazonUsers.own));
    expect(new Set([...told].map((id) => id.split(':')[0]))).toEqual(new Set([key, other]));
    expect(await leaving.toldGone('amazon-second')).toEqual([]);
    const { endpoints } = (await discoveryOf(sub, 'amazon-second')) as { endpoints: unknown[] };
    expect(endpoints).toHaveLength(told.size);
    expect(await sources.dead()).toEqual([]);
  });

  test('goes in all regions: it is one sign-in', async () => {
    const { sub, amazonUsers } = await leaving.settle('bert', { home, flat });
    await leaving.amazon.link(sub, amazonUsers.own, { region: 'FE' });
    const [one] = await linksOf(sub);
    await api(sub, `DELETE /v1/links/${one?.region}/${one?.link}`);
    expect(await linksOf(sub)).toEqual([]);
    await work();
    expect(await grantsOf(sub)).toEqual([]);
  });

  test('is told once the gateway is back, and keeps its tokens until then', async () => {
    const { sub, amazonUsers } = await leaving.settle('carl', { home, flat });
    await leaving.amazon.setFaults({ gateway: { status: 503 } });
    const [one] = await linksOf(sub);
    await api(sub, `DELETE /v1/links/NA/${one?.link}`);
    await sources.drain(workers);
    expect([await linksOf(sub), (await grantsOf(sub)).length]).toEqual([[], 1]);
    await leaving.amazon.setFaults({});
    await work();
    expect((await leaving.toldGone(amazonUsers.own)).length).toBeGreaterThan(5);
    expect(await grantsOf(sub)).toEqual([]);
  });

  test('whose skill is disabled goes without a word', async () => {
    const { sub } = await leaving.settle('dora', { home, flat });
    await leaving.amazon.setFaults({ gateway: { error: 'SKILL_DISABLED_EXCEPTION' } });
    const [one] = await linksOf(sub);
    await api(sub, `DELETE /v1/links/NA/${one?.link}`);
    await work();
    expect(await grantsOf(sub)).toEqual([]);
  });

  test.each([
    ['a link that never was', 'NA/abcdefghijklmnopqrstuv'],
    ['another region', 'FE/known'],
    ['somebody else’s', 'NA/theirs'],
    ['its origin_jti', 'NA/link-of-amazon-emil'],
  ])('%s is not found, and nothing changes', async (what, path) => {
    const name = what.replaceAll(/[^a-z]/g, '');
    const mine = await leaving.settle(`emil${name}`, { home, flat });
    const theirs = await leaving.settle(`frida${name}`, { home, flat });
    const idOf = ({ amazonUsers }: typeof mine) => linkIdOf({ originJti: `link-of-${amazonUsers.own}` });
    const place = path.replace('known', idOf(mine)).replace('theirs', idOf(theirs));
    const answer = await api(mine.sub, `DELETE /v1/links/${place}`);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    await work();
    expect([(await grantsOf(mine.sub)).length, (await grantsOf(theirs.sub)).length]).toEqual([1, 1]);
    expect((await world.accounts.read(mine.sub, world.deadline()))?.revokedLinks).toEqual([]);
  });

  test('on whose behalf a message came and no request does nothing', async () => {
    const { sub, amazonUsers } = await leaving.settle('gerd', { home, flat });
    const originJti = `link-of-${amazonUsers.own}`;
    const body = JSON.stringify({ v: 1, type: 'link', sub, originJti, turn: 0 });
    expect(await world.invoke('erasure', { Records: [{ messageId: 'm', body }] })).toEqual({
      batchItemFailures: [],
    });
    await work();
    expect(await grantsOf(sub)).toHaveLength(1);
    expect(await leaving.toldGone(amazonUsers.own)).toEqual([]);
  });
});
