import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localEnvironment, MissingLocalValueError } from '../../local/offline/plugin.ts';
import { type Offline, OfflineStartError, startOffline } from '../../local/offline/start.ts';
import { makeServiceFolder, type ServiceFolder } from '../infra/service-folder.ts';

const host = '127.0.0.1';
const env = {
  REGISTRY_TABLE: 'registry',
  DEVICES_TABLE: 'devices',
  VAULT_KEY_ID: 'key',
  USER_POOL_ID: 'us-east-1_Porchlight',
  ALEXA_CLIENT_ID: 'alexa',
  PORTAL_CLIENT_ID: 'portal',
  LOOKS_QUEUE_URL: 'http://127.0.0.1:1/looks',
  DELIVERIES_QUEUE_URL: 'http://127.0.0.1:1/deliveries.fifo',
  ERASURES_QUEUE_URL: 'http://127.0.0.1:1/erasures',
  COGNITO_DOMAIN_URL: 'http://127.0.0.1:1',
  LWA_TOKEN_URL: 'http://127.0.0.1:1/token',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
};

/** What such a handler tells. */
interface Told {
  readonly env: Readonly<Record<string, string>>;
  readonly event: {
    readonly directive?: unknown;
    readonly requestContext?: { readonly authorizer: unknown; readonly http: unknown };
  };
}

/** Handlers that tell what they were given: here it is serverless.yml and its running that are tested. */
const tellTale = `
  exports.handler = async (event) => {
    console.log('called ' + process.env.AWS_LAMBDA_FUNCTION_NAME);
    const told = { env: process.env, event };
    return event.version === '2.0' ? { statusCode: 200, body: JSON.stringify(told) } : told;
  };`;
const authorizer = `
  exports.handler = async ({ headers }) => ({
    isAuthorized: headers.authorization === 'Bearer good',
    context: { kind: 'user', sub: 'someone' },
  });`;

/** The project's own serverless.yml, over bundles that are the handlers above. */
const bundles = {
  directive: tellTale,
  acceptgrant: tellTale,
  authorizer,
  account: tellTale,
  observe: tellTale,
  upkeep: tellTale,
  portal: tellTale,
};

describe('localEnvironment', () => {
  test("replaces references, keeps literals, adds only what exists off AWS, and passes on no other function's", () => {
    const declared = { REGISTRY_TABLE: { Ref: 'RegistryTable' }, ALEXA_SCOPE: 'porchlight/control' };
    expect(localEnvironment(declared, { ...env, SKILL_ID: 'skill' })).toEqual({
      REGISTRY_TABLE: 'registry',
      ALEXA_SCOPE: 'porchlight/control',
      LWA_TOKEN_URL: env.LWA_TOKEN_URL,
      AWS_ENDPOINT_URL_DYNAMODB: env.AWS_ENDPOINT_URL_DYNAMODB,
    });
  });

  test('names every value that only a deployment has', () => {
    const declared = { B: { Ref: 'B' }, A: { 'Fn::GetAtt': ['A', 'Arn'] }, C: 'c' };
    expect(() => localEnvironment(declared, {})).toThrow(new MissingLocalValueError(['A', 'B']));
  });
});

describe('startOffline', () => {
  let folder: ServiceFolder;
  let serviceDir: string;
  let offline: Offline;
  const lines: string[] = [];

  beforeAll(async () => {
    folder = await makeServiceFolder(bundles);
    serviceDir = folder.path;
    process.env.AWS_PROFILE = 'somebody';
    try {
      const log = (line: string) => lines.push(line);
      offline = await startOffline({ host, httpPort: 0, lambdaPort: 0, env, log, serviceDir });
    } finally {
      delete process.env.AWS_PROFILE;
    }
  }, 40_000);
  afterAll(async () => {
    await offline?.close();
    await folder?.remove();
  });

  const invoke = async (name: string, event: unknown) => {
    const url = `${offline.lambdaUrl}/2015-03-31/functions/${offline.functionName(name)}/invocations`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
    const body: Partial<Told> = JSON.parse(await response.text());
    return { status: response.status, body };
  };

  test('invokes functions by name, each with the environment that serverless.yml gives it', async () => {
    const { status, body } = await invoke('directive', { directive: {} });
    expect(status).toBe(200);
    expect(body.event).toEqual({ directive: {} });
    expect(body.env).toMatchObject({
      REGISTRY_TABLE: 'registry',
      HOME_REGION: 'us-east-1',
      ACCEPTGRANT_FUNCTION: offline.functionName('acceptgrant'),
      AWS_ENDPOINT_URL_LAMBDA: offline.lambdaUrl,
      AWS_ENDPOINT_URL_DYNAMODB: env.AWS_ENDPOINT_URL_DYNAMODB,
      AWS_ACCESS_KEY_ID: 'local',
      LOG_LEVEL: 'INFO',
    });
    expect(body.env).not.toHaveProperty('PORTAL_CLIENT_ID');
    expect(body.env).not.toHaveProperty('AWS_PROFILE');
    expect(JSON.stringify(body.env)).not.toContain('[object Object]');
    await expect.poll(() => lines).toContain(`called ${offline.functionName('directive')}`);
  });

  test('an unknown function is not found', async () => {
    expect((await invoke('nobody', {})).status).toBe(404);
  });

  test.each([
    ['/', {}, 200],
    ['/config.json', {}, 200],
    ['/assets/portal.css', {}, 200],
    ['/ha/callback?code=1&state=2', {}, 200],
    ['/elsewhere', {}, 404],
    ['/v1/me', {}, 401],
    ['/v1/me', { authorization: 'Bearer bad' }, 403],
    ['/v1/me', { authorization: 'Bearer good' }, 200],
  ])('GET %s with %o answers %i', async (path, headers: Record<string, string>, status) => {
    const response = await fetch(`${offline.apiUrl}${path}`, { headers });
    await response.body?.cancel();
    expect(response.status).toBe(status);
  });

  test("the account API gets the authorizer's context, payload 2.0 and its own origin", async () => {
    const response = await fetch(`${offline.apiUrl}/v1/homes/k3f9a2`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer good' },
    });
    const { event, env: given }: Told = JSON.parse(await response.text());
    expect(event.requestContext).toMatchObject({
      authorizer: { lambda: { kind: 'user', sub: 'someone' } },
      http: { method: 'DELETE', path: '/v1/homes/k3f9a2' },
    });
    expect(given.PORTAL_ORIGIN).toBe(offline.apiUrl);
  });

  test('a taken port is refused with the plain error of Node', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const address = server.address();
    const taken = typeof address === 'object' ? (address?.port ?? 0) : 0;
    try {
      const start = startOffline({ host, httpPort: taken, lambdaPort: 0, env, serviceDir });
      await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken });
    } finally {
      server.close();
    }
  });

  test('a value that is not given is named, and nothing is left running', async () => {
    const { VAULT_KEY_ID: _, ...incomplete } = env;
    const failure = await startOffline({
      host,
      httpPort: 0,
      lambdaPort: 0,
      env: incomplete,
      serviceDir,
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OfflineStartError);
    expect(String(failure)).toContain('VAULT_KEY_ID');
  }, 20_000);

  test('closing frees both ports', async () => {
    const other = await startOffline({ host, httpPort: 0, lambdaPort: 0, env, serviceDir });
    await other.close();
    await expect(fetch(other.apiUrl)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await expect(fetch(other.lambdaUrl)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  }, 20_000);
});
