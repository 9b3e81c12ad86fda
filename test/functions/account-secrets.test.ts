import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unsealAccess } from '../../lib/homes/connections.ts';
import { type Canaries, createCanaries } from '../harness/canaries.ts';
import { listenToFunctions } from '../harness/function-log.ts';
import { signInAtHome } from '../harness/home-sign-in.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { createAuthority } from '../harness/tls.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountAnswer, createAccountClient } from './account-client.ts';

let world: World;
let home: Home;
let canaries: Canaries;
let log: ReturnType<typeof listenToFunctions>;
beforeAll(async () => {
  canaries = createCanaries();
  log = listenToFunctions((text) => canaries.collect('the log', text));
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
});
afterAll(async () => {
  log.stop();
  await Promise.all([home.close(), world.close()]);
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
      canaries.collect(`${table} ${plain.pk}`, JSON.stringify(plain));
      for (const [name, value] of Object.entries((plain.sealed ?? {}) as Record<string, unknown>)) {
        if (value instanceof Uint8Array) canaries.collect(`${table} ${plain.pk} ${name}`, value);
      }
    }
  }
  client.destroy();
}

test('no secret that goes in comes out: not in an answer, a line of the log, an item or a message', async () => {
  const api = createAccountClient(world);
  const looks = createLooksSide(world);
  const authority = await createAuthority();
  const { cert: certificate, key } = await authority.client();
  const answers: AccountAnswer[] = [];
  const call: typeof api = async (...request) => {
    const answer = await api(...request);
    canaries.collect(`${request[1]} → ${answer.status}`, answer.text + JSON.stringify(answer.headers));
    answers.push(answer);
    return answer;
  };

  const token = canaries.plant('the token', await home.createLongLivedToken('canary'));
  const bad = canaries.plant('a token that is refused', 'canary.refused-token.0123456789');
  const code = canaries.plant('a code that is refused', 'canary-refused-code-0123456789');
  canaries.plant('the password', home.password);
  canaries.plant('the client key', key.split('\n')[1] ?? '');
  const headers = {
    'CF-Access-Client-Secret': canaries.plant('the header', 'canary-header-0123456789abcdef'),
  };
  const tls = { clientCertificate: { certificate, key } };
  const { url } = home;

  // As it should go.
  expect((await call('owner', 'POST /v1/homes/probe', { url, token, headers, tls })).status).toBe(200);
  const connect = { url, token, headers, tls, revokeOnDisconnect: true };
  const pasted = await call('owner', 'POST /v1/homes', connect);
  expect(pasted.status).toBe(201);
  const started = await call('other', 'POST /v1/homes/oauth', { url, headers, tls });
  const back = await signInAtHome(String(started.body.authorizeUrl), home);
  canaries.plant('the code', back.code);
  const signedIn = await call('other', 'POST /v1/homes/oauth/finish', back);
  expect(signedIn.status).toBe(201);
  const minted = await world.connections.read(String(signedIn.body.home), world.deadline());
  if (minted === undefined) throw new Error('not connected');
  const access = await unsealAccess(world.vault, minted, world.deadline());
  canaries.plant('the minted token', access.token?.reveal() ?? '');
  await call('owner', 'GET /v1/status');
  await call('owner', 'GET /v1/me');

  // As it should not.
  await call('owner', 'POST /v1/homes', { url, token: bad, headers, tls });
  await call('owner', 'POST /v1/homes/probe', { url, token: bad, headers, tls });
  await call('owner', 'POST /v1/homes/probe', { url, token: `${bad} ${bad}`, headers: { host: bad } });
  await call('owner', 'POST /v1/homes/probe', `{"token":"${bad}`, { authorization: `Bearer ${bad}` });
  await call('other', 'POST /v1/homes/oauth/finish', { ...back, code });
  const again = await call('other', 'POST /v1/homes/oauth', { url });
  const state = new URL(String(again.body.authorizeUrl)).searchParams.get('state');
  await call('other', 'POST /v1/homes/oauth/finish', { state, code });
  for (const fault of [{ status: 500, body: `<html>${bad}` }, { body: `{"${bad}":` }, { truncate: true }]) {
    home.setFault(fault);
    await call('owner', 'POST /v1/homes', connect);
    await call('owner', 'POST /v1/homes/probe', { url, token, headers });
  }
  home.setFault(undefined);
  world.kms.setFault('down');
  await call('owner', 'POST /v1/homes', connect);
  await call('owner', `DELETE /v1/homes/${pasted.body.home}`);
  world.kms.setFault(undefined);
  await collectTables();
  for (const message of await looks.take()) canaries.collect('the queue', JSON.stringify(message));
  looks.close();
  await call('owner', `DELETE /v1/homes/${pasted.body.home}`);
  await call('other', `DELETE /v1/homes/${signedIn.body.home}`);
  await collectTables();

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201, 400, 422, 503]));
  expect(log.lines()).toBeGreaterThan(5);
  expect(canaries.leaks()).toEqual([]);
});

test('a secret that does come out is found', () => {
  const found = createCanaries();
  const secret = found.plant('it', 'canary-found-0123456789');
  process.stdout.write(`{"message":"${secret}"}\n`);
  found.collect('here', `{"x":"${encodeURIComponent(secret)}"}`);
  canaries.plant('a leak', secret);
  expect(found.leaks()).toEqual(['it in here']);
  expect(canaries.leaks()).toEqual(['a leak in the log']);
});
