import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Canaries, createCanaries } from '../harness/canaries.ts';
import { listenToFunctions } from '../harness/function-log.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { startWorld, type World } from '../harness/world.ts';
import type { AccountAnswer } from './account-client.ts';
import { createHouseholdSide } from './household-side.ts';

let world: World;
let canaries: Canaries;
let log: ReturnType<typeof listenToFunctions>;
beforeAll(async () => {
  canaries = createCanaries();
  log = listenToFunctions((text) => canaries.collect('the log', text));
  world = await startWorld();
});
afterAll(async () => {
  log.stop();
  await world.close();
});

async function collectTables(): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: world.dynamoDb.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (const table of ['registry', 'devices']) {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    for (const item of Items) {
      const plain = unmarshall(item);
      canaries.collect(`${table} ${plain.pk} ${plain.sk}`, JSON.stringify(plain));
    }
  }
  client.destroy();
}

test('no token, of an invitation or of a caller, comes out: in an answer, a log, an item or a message', async () => {
  const side = createHouseholdSide(world);
  const looks = createLooksSide(world);
  const { key, owner, stranger } = await side.household();
  const answers: AccountAnswer[] = [];
  /** As somebody whose access token is a secret too. */
  const call = async (sub: string, route: string, body?: object) => {
    const token = world.portalToken(sub);
    canaries.plant(`access token ${answers.length}`, token.split('.')[2] ?? '');
    const answer = await side.api(sub, route, body, { authorization: `Bearer ${token}` });
    const { link, ...rest } = answer.body;
    // The one answer that an invitation's token is in is the one that makes it.
    if (link !== undefined) canaries.plant(`invitation ${answers.length}`, String(link).slice(-43));
    canaries.collect(`${route} → ${answer.status}`, JSON.stringify([rest, answer.headers]));
    answers.push(answer);
    return { ...answer, token: String(link).split('#')[1] ?? '' };
  };
  const invite = (body: object) => call(owner, `POST /v1/homes/${key}/invitations`, body);
  const accept = (sub: string, token: string) => call(sub, 'POST /v1/invitations/accept', { token });

  // As it should go.
  const open = await invite({});
  await call(stranger, 'POST /v1/invitations/preview', { token: open.token });
  await accept(stranger, open.token);
  await call(owner, `GET /v1/homes/${key}/members`);
  await invite({});
  await collectTables();

  // As it should not.
  const bound = await invite({ email: 'guest@example.org' });
  canaries.plant('a token that never was', 'canary-no-such-token-0123456789');
  for (const token of [open.token, bound.token, 'canary-no-such-token-0123456789'])
    for (const route of ['POST /v1/invitations/preview', 'POST /v1/invitations/accept'])
      await call('somebody', route, { token });
  await call('somebody', 'POST /v1/invitations/accept', { token: bound.token.repeat(6) });
  await call(owner, `PUT /v1/homes/${key}/owner`, { sub: 'nobody' });
  for (const fault of [{ status: 500, body: bound.token }, { body: `{"${bound.token}":` }]) {
    world.userInfo.setFault(fault);
    await accept('somebody', bound.token);
    await invite({});
  }
  world.userInfo.setFault(undefined);
  await collectTables();
  for (const message of await looks.take()) canaries.collect('the queue', JSON.stringify(message));
  looks.close();

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201, 400, 403, 404, 503]));
  expect(canaries.planted().length).toBeGreaterThan(20);
  expect(log.lines()).toBeGreaterThan(5);
  expect(canaries.leaks()).toEqual([]);
});

test('an address goes with the membership', async () => {
  const side = createHouseholdSide(world);
  const { key, owner, stranger } = await side.household();
  const { token } = await side.invite(owner, key);
  await side.accept(stranger, token);
  const rows = async () => JSON.stringify(await side.rows(key, ''));
  expect(await rows()).toContain(`${stranger}@example.org`);
  await side.as(stranger, `DELETE /v1/homes/${key}/members/${stranger}`);
  expect(await rows()).not.toContain(`${stranger}@example.org`);
});
