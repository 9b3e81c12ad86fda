import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { designedRights } from '../../infra/checks/roles.ts';
import { type DemoHome, startDemoHome } from '../../local/demo-home/start.ts';
import { signInAtHome } from '../harness/home-sign-in.ts';
import { accountEvent } from '../harness/http-event.ts';
import { startWorld, type World } from '../harness/world.ts';

/**
 * The roles give each function what the template says; this is the other half: what the functions really call.
 * Everything they send to DynamoDB, KMS and SQS passes a recorder, and each function's calls must be its rights,
 * no more and no less.
 */
const TABLES: Record<string, string> = { registry: 'RegistryTable', devices: 'DevicesTable' };

interface Body {
  TableName?: string;
  RequestItems?: Record<string, unknown>;
  EncryptionContext?: { purpose?: string };
}

function rightsOf(target: string, body: Body): string[] {
  const action = target.split('.').at(-1) ?? '';
  if (target.startsWith('DynamoDB')) {
    const tables = body.TableName === undefined ? Object.keys(body.RequestItems ?? {}) : [body.TableName];
    return tables.map((table) => `dynamodb:${action} on ${TABLES[table] ?? table}`);
  }
  if (target.startsWith('TrentService'))
    return [`kms:${action} on VaultKey for ${body.EncryptionContext?.purpose}`];
  return [`sqs:${action} on LooksQueue`];
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
  // The SDK sends to the queue's own address, whatever the endpoint is.
  const queue = new URL(process.env.LOOKS_QUEUE_URL ?? '');
  process.env.AWS_ENDPOINT_URL_SQS = await record(world.sqs.url);
  process.env.LOOKS_QUEUE_URL = new URL(queue.pathname, process.env.AWS_ENDPOINT_URL_SQS).href;
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

/** The rights of a function that concern what the recorder sees. */
const recorded = (rights: readonly string[]) =>
  rights
    .filter((right) => !right.startsWith('lambda:') && !/^sqs:(Receive|Delete|Change|Get)/.test(right))
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
  acceptgrant: async () => {
    const answer = await fetch(`${world.amazon.control}/grants`, { method: 'POST', body: '{}' });
    const { code } = (await answer.json()) as { code: string };
    const payload = {
      grant: { type: 'OAuth2.AuthorizationCode', code },
      grantee: { type: 'BearerToken', token: world.alexaToken('greta') },
    };
    used.clear();
    const request = {
      v: 1,
      region: 'EU',
      message: directive('Alexa.Authorization', 'AcceptGrant', { payload }),
    };
    expect(JSON.stringify(await world.invoke('acceptgrant', request))).toContain('AcceptGrant.Response');
  },
  account: async () => {
    const call = async (method: string, path: string, body?: object) => {
      const answer = (await world.invoke('account', accountEvent('anna', method, path, body))) as {
        statusCode: number;
        body: string;
      };
      expect(answer.statusCode, answer.body).toBeLessThan(300);
      return JSON.parse(answer.body) as Record<string, string>;
    };
    used.clear();
    const { authorizeUrl = '' } = await call('POST', '/v1/homes/oauth', { url: home.url });
    const returned = await signInAtHome(authorizeUrl, home);
    const { home: key } = await call('POST', '/v1/homes/oauth/finish', returned);
    await call('GET', '/v1/me');
    await call('GET', '/v1/status');
    await call('DELETE', `/v1/homes/${key}`);
  },
  observe: async () => {
    const key = await world.connect('olga', home.url, await home.createLongLivedToken('olga'));
    used.clear();
    expect(await world.invoke('observe', message('sync', { home: key }))).toEqual({ batchItemFailures: [] });
    const outcome = { home: key, connectionVersion: 1, outcome: 'home_timed_out', at: Date.now() };
    expect(await world.invoke('observe', message('outcome', outcome))).toEqual({ batchItemFailures: [] });
  },
};

describe('each function calls what its role allows, and everything that its role allows', () => {
  it.each(Object.keys(SCENARIOS))('%s', async (name) => {
    await SCENARIOS[name]?.();
    expect([...used].toSorted()).toEqual(recorded(designedRights[name] ?? []));
  });
});
