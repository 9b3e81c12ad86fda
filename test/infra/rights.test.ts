import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { designedRights } from '../../infra/checks/roles.ts';
import { createGrants } from '../../lib/homes/grants.ts';
import { createPresences } from '../../lib/homes/presence.ts';
import { type DemoHome, startDemoHome } from '../../local/demo-home/start.ts';
import { isReceived, toLambdaEvent } from '../../local/sqs/lambda-event.ts';
import { signInAtHome } from '../harness/home-sign-in.ts';
import { accountEvent } from '../harness/http-event.ts';
import { createSpeaker, heard } from '../harness/spoken.ts';
import { SKILL_ID, startWorld, type World } from '../harness/world.ts';

/**
 * The roles give each function what the template says; this is the other half: what the functions really call.
 * Everything they send to DynamoDB, KMS and SQS passes a recorder, and each function's calls must be its rights,
 * no more and no less.
 */
const TABLES: Record<string, string> = { registry: 'RegistryTable', devices: 'DevicesTable' };
const QUEUES: Record<string, string> = {
  looks: 'LooksQueue',
  'deliveries.fifo': 'DeliveriesQueue',
  erasures: 'ErasuresQueue',
};

interface Body {
  TableName?: string;
  IndexName?: string;
  RequestItems?: Record<string, unknown>;
  EncryptionContext?: { purpose?: string };
  QueueUrl?: string;
}

function rightsOf(target: string, body: Body): string[] {
  const action = target.split('.').at(-1) ?? '';
  if (target.startsWith('DynamoDB')) {
    const tables = body.TableName === undefined ? Object.keys(body.RequestItems ?? {}) : [body.TableName];
    const part = body.IndexName === undefined ? '' : `/index/${body.IndexName}`;
    return tables.map((table) => `dynamodb:${action} on ${TABLES[table] ?? table}${part}`);
  }
  if (target.startsWith('AWSCognitoIdentityProviderService')) return [`cognito-idp:${action} on UserPool`];
  if (target.startsWith('TrentService'))
    return [`kms:${action} on VaultKey for ${body.EncryptionContext?.purpose}`];
  const queue = body.QueueUrl?.split('/').at(-1) ?? '';
  // One right for both, SQS has no other for batches.
  return [`sqs:${action.replace(/^SendMessageBatch$/, 'SendMessage')} on ${QUEUES[queue] ?? queue}`];
}

const used = new Set<string>();
const recorders: http.Server[] = [];

/** A proxy that notes each call before it hands it on. */
async function record(url: string): Promise<string> {
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const target = String(request.headers['x-amz-target']);
    // What is asked without a name, such as Cognito's keys, needs no right.
    if (target !== 'undefined')
      for (const right of rightsOf(target, JSON.parse(body.toString('utf8')) as Body)) used.add(right);
    const onward = http.request(
      new URL(request.url ?? '/', url),
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  recorders.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let world: World;
let home: DemoHome;

beforeAll(async () => {
  home = await startDemoHome({ host: '127.0.0.1', port: 0, username: 'owner', password: 'owner-of-home' });
  world = await startWorld({ homeAddressAllowlist: `127.0.0.1/32:${new URL(home.url).port}` });
  process.env.AWS_ENDPOINT_URL_DYNAMODB = await record(world.dynamoDb.url);
  process.env.AWS_ENDPOINT_URL_KMS = await record(world.kms.url);
  process.env.AWS_ENDPOINT_URL_SQS = await record(world.sqs.url);
  process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = await record(world.keySet.url);
  // The SDK sends to the queue's own address, whatever the endpoint is.
  for (const name of ['LOOKS_QUEUE_URL', 'DELIVERIES_QUEUE_URL', 'ERASURES_QUEUE_URL']) {
    const queue = new URL(process.env[name] ?? '');
    process.env[name] = new URL(queue.pathname, process.env.AWS_ENDPOINT_URL_SQS).href;
  }
});

afterAll(async () => {
  for (const server of recorders) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await world.close();
  await home.close();
});

const directive = (namespace: string, name: string, rest: object) => ({
  directive: {
    header: { namespace, name, messageId: 'message', payloadVersion: '3', correlationToken: 'c' },
    ...rest,
  },
});

const message = (type: string, rest: object) => ({
  Records: [{ messageId: 'one', body: JSON.stringify({ v: 1, type, ...rest }) }],
});

/** The change that is queued for a home, as SQS hands it out the second time. */
async function takeDelivery(key: string): Promise<SQSEvent> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint: world.sqs.url, region: 'us-east-1', credentials });
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: world.sqs.queueUrls['deliveries.fifo'],
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  sqs.destroy();
  const own = Messages.filter(isReceived).filter(
    ({ Body = '' }) => Body.includes(key) && Body.includes('"type":"change"'),
  );
  expect(own).toHaveLength(1);
  const { Records } = toLambdaEvent(own, 'arn:aws:sqs:us-east-1:000000000000:deliveries.fifo');
  return {
    Records: Records.map((record) => ({
      ...record,
      attributes: { ...record.attributes, ApproximateReceiveCount: '2' },
    })),
  };
}

const DONE = { batchItemFailures: [] };

/** Links a user's Alexa in Europe, by all that happens at an AcceptGrant. */
async function grant(sub: string): Promise<void> {
  const answer = await fetch(`${world.amazon.control}/grants`, { method: 'POST', body: '{}' });
  const { code } = (await answer.json()) as { code: string };
  const payload = {
    grant: { type: 'OAuth2.AuthorizationCode', code },
    grantee: { type: 'BearerToken', token: world.alexaToken(sub) },
  };
  used.clear();
  const request = {
    v: 1,
    region: 'EU',
    message: directive('Alexa.Authorization', 'AcceptGrant', { payload }),
  };
  expect(JSON.stringify(await world.invoke('acceptgrant', request))).toContain('AcceptGrant.Response');
}

/** What Lambda itself does with a queue, with the role of the function that it invokes; some functions do too. */
const isOfTheQueue = (right: string) => /^sqs:(Receive|Delete|Change|Get)/.test(right);

/** The rights of a function that concern what the recorder sees. */
const recorded = (rights: readonly string[]) =>
  rights
    .filter((right) => !right.startsWith('lambda:') && !isOfTheQueue(right))
    .flatMap((right) => {
      const [what, purposes] = right.split(' for ');
      return purposes === undefined
        ? [right]
        : purposes.split(', ').map((purpose) => `${what} for ${purpose}`);
    })
    .toSorted();

const SCENARIOS: Record<string, () => Promise<void>> = {
  directive: async () => {
    const key = await world.connect('dora', home.url, await home.createLongLivedToken('dora'));
    used.clear();
    const scope = { type: 'BearerToken', token: world.alexaToken('dora') };
    await world.invoke('directive', directive('Alexa.Discovery', 'Discover', { payload: { scope } }));
    await world.invoke(
      'directive',
      directive('Alexa', 'ReportState', {
        endpoint: { endpointId: `${key}:light#kitchen`, scope },
        payload: {},
      }),
    );
    home.setFault({ status: 500 });
    await world.invoke('directive', directive('Alexa.Discovery', 'Discover', { payload: { scope } }));
    home.setFault(undefined);
  },
  acceptgrant: () => grant('greta'),
  authorizer: async () => {
    const key = await world.connect('arne', home.url, await home.createLongLivedToken('arne'));
    const eventKey = await world.eventKeys.rotate(key, world.deadline());
    used.clear();
    const caller = (token: string) =>
      world.invoke('authorizer', { headers: { authorization: `Bearer ${token}` } });
    expect(await caller(eventKey.reveal())).toEqual({
      isAuthorized: true,
      context: { kind: 'home', home: key },
    });
    expect(await caller(world.portalToken('arne'))).toMatchObject({ isAuthorized: true });
  },
  account: async () => {
    const call = async (method: string, path: string, body?: object, sub = 'anna') => {
      const answer = (await world.invoke('account', accountEvent(sub, method, path, body))) as {
        statusCode: number;
        body: string;
      };
      expect(answer.statusCode, answer.body).toBeLessThan(300);
      return JSON.parse(answer.body) as Record<string, string>;
    };
    used.clear();
    const { authorizeUrl = '' } = await call('POST', '/v1/homes/oauth', { url: home.url });
    const returned = await signInAtHome(authorizeUrl, home);
    const { home: key = '' } = await call('POST', '/v1/homes/oauth/finish', returned);
    await call('GET', '/v1/me');
    await call('GET', '/v1/status');
    await call('POST', `/v1/homes/${key}/package`, {});
    await call('POST', `/v1/homes/${key}/sync`);
    const { link = '' } = await call('POST', `/v1/homes/${key}/invitations`, {});
    await call('POST', '/v1/invitations/accept', { token: new URL(link).hash.slice(1) }, 'anton');
    await call('PUT', `/v1/homes/${key}/owner`, { sub: 'anton' });
    await call('PUT', `/v1/homes/${key}/owner`, { sub: 'anna' }, 'anton');
    await call('GET', `/v1/homes/${key}/members`);
    await call('DELETE', `/v1/homes/${key}/members/anton`);
    await createPresences(world.devices).owe(key, world.deadline());
    await call('DELETE', `/v1/homes/${key}`);
    await call('GET', '/v1/me/export');
    await call('DELETE', '/v1/me');
  },
  observe: async () => {
    const key = await world.connect('olga', home.url, await home.createLongLivedToken('olga'));
    await grant('olga');
    home.addDevice({ entityId: 'switch.kettle', name: 'Kettle', state: 'off' });
    used.clear();
    expect(await world.invoke('observe', message('sync', { home: key }))).toEqual(DONE);
    home.removeDevice('switch.kettle');
    expect(await world.invoke('observe', message('sync', { home: key }))).toEqual(DONE);
    const outcome = { home: key, connectionVersion: 1, outcome: 'home_timed_out', at: Date.now() };
    expect(await world.invoke('observe', message('outcome', outcome))).toEqual(DONE);
    const look = { home: key, endpoints: ['light#kitchen'] };
    expect(await world.invoke('observe', message('look', look))).toEqual(DONE);
    const link = { sub: 'olga', originJti: 'link-of-olga' };
    const linked = { event: 'linked', alexaUser: 'hash-of-olga', at: 1, link };
    expect(await world.invoke('observe', message('enablement', linked))).toEqual(DONE);
    const disabled = { event: 'disabled', alexaUser: 'hash-of-olga', at: Date.now() + 1_000 };
    expect(await world.invoke('observe', message('enablement', disabled))).toEqual(DONE);
  },
  erasure: async () => {
    const key = await world.connect('erna', home.url, await home.createLongLivedToken('erna'));
    await world.members.add({ home: key, sub: 'erwin', role: 'member' }, world.deadline());
    await world.invoke('observe', message('sync', { home: key }));
    await grant('erna');
    await world.accounts.revokeLink('erna', 'link-of-erna', world.deadline());
    used.clear();
    const link = { sub: 'erna', originJti: 'link-of-erna', turn: 0 };
    expect(await world.invoke('erasure', message('link', link))).toEqual(DONE);
    await world.accounts.bury('erna', world.deadline());
    // Nobody tells Alexa here; it is only said to have heard.
    const grants = createGrants(world.registry, world.vault);
    for (const { farewell, ...id } of await grants.list('erna', world.deadline()))
      for (const name of farewell?.expected ?? []) await grants.acknowledge(id, name, 'ok', world.deadline());
    expect(await world.invoke('erasure', message('user', { sub: 'erna', turn: 0 }))).toEqual(DONE);
    expect(world.keySet.users.deletions()).toEqual(['erna']);
  },
  skill: async () => {
    used.clear();
    const said = (type: string, body?: object) => ({
      context: { System: { application: { applicationId: SKILL_ID }, user: { userId: 'amzn1.sven' } } },
      request: { type: `AlexaSkillEvent.${type}`, eventCreationTime: new Date().toISOString(), body },
    });
    for (const event of [
      said('SkillEnabled'),
      said('SkillAccountLinked', { accessToken: world.alexaToken('sven') }),
      said('SkillDisabled'),
    ])
      expect(await world.invoke('skill', event)).toEqual({ version: '1.0', response: {} });
    await world.connect('sven', home.url, await home.createLongLivedToken('sven'));
    const answer = await createSpeaker(world, { token: world.alexaToken('sven') }).launch();
    expect(heard(answer)).toContain('is listening');
  },
  hints: async () => {
    const event = accountEvent('nobody', 'POST', '/v1/hints', { entity_id: 'light.kitchen' });
    const requestContext = {
      ...event.requestContext,
      authorizer: { lambda: { kind: 'home', home: 'khome12' } },
    };
    used.clear();
    expect(await world.invoke('hints', { ...event, requestContext })).toMatchObject({ statusCode: 202 });
  },
  report: async () => {
    const key = await world.connect('rosa', home.url, await home.createLongLivedToken('rosa'));
    await grant('rosa');
    await world.invoke('observe', message('sync', { home: key }));
    await world.invoke('observe', message('look', { home: key, endpoints: ['light#hallway'] }));
    const event = await takeDelivery(key);
    const [record] = event.Records;
    if (record === undefined) throw new Error('nothing was queued');
    const { grant: link } = JSON.parse(record.body) as { grant: object };
    const endpoints = { endpoints: ['light#hallway'], occasion: 'a sync' };
    const body = JSON.stringify({ v: 1, type: 'endpoints', grant: link, home: key, ...endpoints });
    event.Records.push({ ...record, messageId: 'of devices', body });
    await fetch(`${world.amazon.control}/faults`, {
      method: 'POST',
      body: JSON.stringify({ gateway: { status: 401, times: 1 } }),
    });
    used.clear();
    // Not the first time, and with a token that the gateway refuses: it is refreshed, and both events go out.
    expect(await world.invoke('report', event)).toEqual(DONE);
    const events = await fetch(`${world.amazon.control}/events`);
    expect(((await events.json()) as { events: unknown[] }).events).toHaveLength(2);
    // A press is claimed, and given back where the gateway did not take it.
    await fetch(`${world.amazon.control}/faults`, {
      method: 'POST',
      body: JSON.stringify({ gateway: { status: 503, times: 1 } }),
    });
    const rung = { endpoint: 'event#front_door', at: new Date().toISOString(), receivedAt: Date.now() };
    const press = JSON.stringify({ v: 1, type: 'press', grant: link, home: key, ...rung });
    const ringing = { Records: [{ ...record, body: press }] };
    expect(await world.invoke('report', ringing)).not.toEqual(DONE);
    expect(await world.invoke('report', ringing)).toEqual(DONE);
  },
  upkeep: async () => {
    const presences = createPresences(world.devices, () => Date.now() - 3_600_000);
    await presences.owe('kdue', world.deadline());
    used.clear();
    await world.invoke('upkeep', {});
    expect(Number((await presences.read('kdue', world.deadline()))?.dueAt)).toBeGreaterThan(Date.now());
  },
};

describe('each function calls what its role allows, and everything that its role allows', () => {
  it.each(Object.keys(SCENARIOS))('%s', async (name) => {
    await SCENARIOS[name]?.();
    expect([...used].filter((right) => !isOfTheQueue(right)).toSorted()).toEqual(
      recorded(designedRights[name] ?? []),
    );
  });
});
