import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { createOwner, type Owner } from '../harness/owner.ts';
import { asText, dumpTable } from '../harness/table-dump.ts';

const PASSWORD = 'Somebody-who-leaves-1';
const USERNAME = 'leaving@example.com';

/** Somebody takes everything with them and goes, through the doors that people use. */
describe('an owner who leaves', () => {
  const checker = createChecker();
  let stateDir: string;
  let stack: Stack;
  let owner: Owner;
  let alexa: ReturnType<Owner['alexa']>;
  let cognito: CognitoIdentityProviderClient;
  let sub: string;
  let home: string;
  let token: string;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'porchlight-leaving-'));
    stack = await startStack({ isBundled: true, ports: await freePorts('127.0.0.1'), stateDir });
    owner = createOwner(stack.file, { username: USERNAME, password: PASSWORD });
    alexa = owner.alexa(checker);
    cognito = new CognitoIdentityProviderClient({
      endpoint: stack.file.cognito.endpoint,
      region: stack.file.cognito.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });
  afterAll(async () => {
    alexa.close();
    cognito.destroy();
    await stack.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  const statusAtHome = async () => {
    const { url } = stack.file.homeAssistant;
    return (await fetch(`${url}/api/`, { headers: { authorization: `Bearer ${token}` } })).status;
  };
  const rows = async () => {
    const { registry, devices } = stack.file.dynamodb;
    return (await Promise.all([registry, devices].map((table) => dumpTable(stack.file, table))))
      .flat()
      .filter((item) => item.pk === `HOME#${home}` || asText(item).includes(sub))
      .map(({ pk, sk }) => `${String(pk)} ${String(sk)}`)
      .toSorted();
  };

  it('has a home, an Alexa that is linked, and can take everything along', async () => {
    await owner.signUp();
    token = (await stack.demoHome?.createLongLivedToken('of somebody who leaves')) ?? '';
    const body = { url: stack.file.homeAssistant.url, token, revokeOnDisconnect: true };
    home = String((await owner.api('POST', '/homes', body)).body.home);
    await alexa.linkAsOwner();
    expect(await alexa.grant()).toMatchObject({ error: undefined, problems: [] });
    expect(JSON.stringify((await alexa.discover()).message)).toContain(`${home}:light#kitchen`);
    const exported = (await owner.api('GET', '/me/export')).body;
    expect(exported).toMatchObject({
      login: { email: USERNAME },
      homes: [{ home }],
      links: [{ link: expect.any(String) }],
    });
    sub = String((exported.account as { sub: string }).sub);
  });

  it('is gone: no row but the tombstone and the receipt, no user, a token that the home refuses', async () => {
    expect(await statusAtHome()).toBe(200);
    expect(await owner.api('DELETE', '/me')).toMatchObject({ status: 202 });
    expect(await owner.api('GET', '/me')).toMatchObject({ status: 410 });
    const receipt = async () => (await owner.api('GET', '/me/deletion')).body;
    await vi.waitFor(
      async () =>
        expect((await receipt()).steps).toEqual(
          expect.arrayContaining([expect.objectContaining({ what: 'login', status: 'done' })]),
        ),
      { timeout: 30_000, interval: 500 },
    );
    expect(await statusAtHome()).toBe(401);
    expect(JSON.stringify(await alexa.events(0))).toContain('DeleteReport');
    const user = new AdminGetUserCommand({ UserPoolId: stack.file.cognito.userPoolId, Username: sub });
    await expect(cognito.send(user)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    expect(await alexa.discover()).toMatchObject({ unlinked: true });
    // What was under way when the account went is over by then.
    await vi.waitFor(async () => expect((await receipt()).state).toBe('done'), {
      timeout: 90_000,
      interval: 1_000,
    });
    expect((await receipt()).steps).toEqual([
      { what: 'alexa', status: 'done', region: 'NA' },
      { what: 'home', status: 'done', home, name: 'Home' },
      { what: 'login', status: 'done' },
      { what: 'records', status: 'done' },
    ]);
    expect(await rows()).toEqual([`USER#${sub} ACCOUNT`, `USER#${sub} DELETION`]);
  }, 150_000);

  it('may come back as somebody new, with the same address', async () => {
    const again = createOwner(stack.file, { username: USERNAME, password: PASSWORD });
    await again.signUp();
    const me = await again.api('GET', '/me');
    expect(me).toMatchObject({ status: 200, body: { homes: [] } });
    expect(me.body.sub).not.toBe(sub);
  });
});
