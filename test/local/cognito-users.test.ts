import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  DescribeUserPoolClientCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimsOf, createBrowser, parameter } from './cognito-browser.ts';
import {
  ALEXA_REDIRECT,
  alexaAuthorizeUrl,
  linkAlexa,
  newStateDir,
  OWNER,
  PORTAL_REDIRECT,
  portalAuthorizeUrl,
  refreshAlexa,
  startStand,
} from './cognito-stand.ts';

const sdk = (endpoint: string) =>
  new CognitoIdentityProviderClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

let stand: Awaited<ReturnType<typeof startStand>>;
let client: CognitoIdentityProviderClient;
beforeAll(async () => {
  stand = await startStand();
  client = sdk(stand.cognito.url);
});
afterAll(async () => {
  client.destroy();
  await stand.stop();
});

const pool = () => ({ UserPoolId: stand.cognito.userPoolId });
const loginUrlOf = (authorizeUrl: string, path: string) => authorizeUrl.replace('/oauth2/authorize', path);

describe('signing up in the browser', () => {
  it('mails a code, shows it on the laptop, and continues to the client once it is typed', async () => {
    const { cognito, lines } = stand;
    const browser = createBrowser();
    const url = loginUrlOf(portalAuthorizeUrl(cognito), '/signup');
    const sent = await browser.submit(url, await browser.get(url), {
      username: 'New.Owner@Example.com',
      // Length is all that the policy asks for.
      password: 'porch and light',
    });
    expect(sent.location).toMatch(`${cognito.url}/confirm?`);
    const confirmUrl = sent.location ?? '';
    const confirm = await browser.get(confirmUrl);
    expect(confirm.html).toContain('href="/mailbox"');
    expect(confirm.html).toContain('new.owner@example.com');

    const { code = '' } = cognito.mails()[0] ?? {};
    expect(code).toMatch(/^\d{6}$/);
    expect((await browser.get(cognito.mailboxUrl)).html).toContain(code);
    expect(lines.join('\n')).toContain(code);

    const wrong = await browser.submit(confirmUrl, confirm, { code: code === '000000' ? '1' : '000000' });
    expect(wrong.status).toBe(400);
    const done = await browser.submit(confirmUrl, wrong, { code });
    expect(done.location?.startsWith(`${PORTAL_REDIRECT}?code=`)).toBe(true);

    const user = await client.send(new AdminGetUserCommand({ ...pool(), Username: 'new.owner@example.com' }));
    expect(user.UserStatus).toBe('CONFIRMED');
    expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
  });

  it.each([
    ['an address that is taken', { username: 'new.owner@example.com', password: 'Porch-Light-2' }],
    ['no address', { username: 'someone', password: 'Porch-Light-2' }],
    ['a short password', { username: 'weak@example.com', password: 'Aa1-' }],
    ['a password of eleven characters', { username: 'weak@example.com', password: 'Porch-Ligh7' }],
    ['a password with a space at its end', { username: 'weak@example.com', password: 'a whole porch ' }],
  ])('refuses %s', async (_name, fields) => {
    const browser = createBrowser();
    const url = loginUrlOf(portalAuthorizeUrl(stand.cognito), '/signup');
    const seen = await browser.submit(url, await browser.get(url), fields);
    expect(seen.status).toBe(400);
    expect(seen.html).toContain('role="alert"');
    expect(seen.html).not.toContain(fields.password);
  });

  it('asks someone who never confirmed to do so, with a new code, before any session begins', async () => {
    const { cognito } = stand;
    const who = { username: 'late@example.com', password: 'Porch-Light-3' };
    const url = loginUrlOf(portalAuthorizeUrl(cognito), '/signup');
    const phone = createBrowser();
    await phone.submit(url, await phone.get(url), who);
    const browser = createBrowser();
    const seen = await browser.signIn(alexaAuthorizeUrl(cognito), who.username, who.password);
    expect(seen.location).toMatch(`${cognito.url}/confirm?`);
    expect(browser.cookies.has('cognito')).toBe(false);
    const confirmUrl = seen.location ?? '';
    const code = cognito.mails()[0]?.code ?? '';
    const done = await browser.submit(confirmUrl, await browser.get(confirmUrl), { code });
    expect(done.location?.startsWith(ALEXA_REDIRECT)).toBe(true);
  });

  it('lets a stranger with the code confirm, but not sign in without the password', async () => {
    const { cognito } = stand;
    const who = { username: 'other@example.com', password: 'Porch-Light-4' };
    const url = loginUrlOf(portalAuthorizeUrl(cognito), '/signup');
    const owner = createBrowser();
    await owner.submit(url, await owner.get(url), who);
    const stranger = createBrowser();
    const confirmUrl = loginUrlOf(portalAuthorizeUrl(cognito), '/confirm');
    const code = cognito.mails()[0]?.code ?? '';
    const seen = await stranger.submit(confirmUrl, await stranger.get(confirmUrl), {
      username: who.username,
      code,
    });
    expect(seen.status).toBe(200);
    expect(seen.location).toBeUndefined();
    expect(seen.html).toContain('name="password"');
    expect(stranger.cookies.has('cognito')).toBe(false);
  });
});

describe('the User Pool API at the same address', () => {
  it('signs up, resends, confirms', async () => {
    const who = { ClientId: stand.cognito.portalClient.id, Username: 'Api@example.com' };
    const { UserSub } = await client.send(new SignUpCommand({ ...who, Password: 'Porch-Light-5' }));
    const firstCode = stand.cognito.mails()[0]?.code;
    await client.send(new ResendConfirmationCodeCommand(who));
    const code = stand.cognito.mails()[0]?.code ?? '';
    expect(stand.cognito.mails()[1]?.code).toBe(firstCode);
    await expect(
      client.send(new ConfirmSignUpCommand({ ...who, ConfirmationCode: 'nonsense' })),
    ).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await client.send(new ConfirmSignUpCommand({ ...who, ConfirmationCode: code }));
    const user = await client.send(new AdminGetUserCommand({ ...pool(), Username: 'api@EXAMPLE.com' }));
    expect(user.Username).toBe(UserSub);
    expect(user.UserCreateDate).toBeInstanceOf(Date);
  });

  it('makes users who link, refresh, and can do neither once they are deleted', async () => {
    const { cognito } = stand;
    const who = { username: 'gone@example.com', password: 'Porch-Light-6' };
    await client.send(
      new AdminCreateUserCommand({ ...pool(), Username: who.username, MessageAction: 'SUPPRESS' }),
    );
    await client.send(
      new AdminSetUserPasswordCommand({
        ...pool(),
        Username: who.username,
        Password: who.password,
        Permanent: true,
      }),
    );
    const browser = createBrowser();
    expect(
      parameter(await browser.signIn(alexaAuthorizeUrl(cognito), who.username, who.password), 'code'),
    ).toBeTruthy();
    const linked = await linkAlexa(cognito, who);
    expect((await refreshAlexa(cognito, linked.body.refresh_token)).status).toBe(200);

    await client.send(new AdminDisableUserCommand({ ...pool(), Username: who.username }));
    expect((await refreshAlexa(cognito, linked.body.refresh_token)).body).toEqual({ error: 'invalid_grant' });
    expect((await browser.get(alexaAuthorizeUrl(cognito))).location).toContain('/login?');
    await client.send(new AdminEnableUserCommand({ ...pool(), Username: who.username }));
    expect((await refreshAlexa(cognito, linked.body.refresh_token)).status).toBe(200);

    await client.send(new AdminDeleteUserCommand({ ...pool(), Username: who.username }));
    expect(await refreshAlexa(cognito, linked.body.refresh_token)).toEqual({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect((await browser.get(alexaAuthorizeUrl(cognito))).location).toContain('/login?');
    const again = await createBrowser().signIn(alexaAuthorizeUrl(cognito), who.username, who.password);
    expect(again.status).toBe(401);

    // Whoever takes the address later is someone else.
    const { sub } = await cognito.createUser(who);
    expect(sub).not.toBe(claimsOf(String(linked.body.access_token)).sub);
    expect((await refreshAlexa(cognito, linked.body.refresh_token)).status).toBe(400);
  });

  it('ends links by RevokeToken and AdminUserGlobalSignOut', async () => {
    const { cognito } = stand;
    await cognito.createUser(OWNER);
    const [one, two, three] = [await linkAlexa(cognito), await linkAlexa(cognito), await linkAlexa(cognito)];
    const revoke = (secret: string) =>
      client.send(
        new RevokeTokenCommand({
          Token: String(one.body.refresh_token),
          ClientId: cognito.alexaClient.id,
          ClientSecret: secret,
        }),
      );
    await expect(revoke('wrong')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await revoke(cognito.alexaClient.secret);
    expect((await refreshAlexa(cognito, one.body.refresh_token)).status).toBe(400);
    expect((await refreshAlexa(cognito, two.body.refresh_token)).status).toBe(200);
    await client.send(new AdminUserGlobalSignOutCommand({ ...pool(), Username: OWNER.username }));
    for (const { body } of [two, three])
      expect((await refreshAlexa(cognito, body.refresh_token)).status).toBe(400);
  });

  it('refuses what the real pool refuses', async () => {
    const { cognito } = stand;
    await cognito.createUser(OWNER);
    const { body } = await linkAlexa(cognito);
    const forged = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${String(body.access_token).split('.')[1]}.`;
    const cases: [string, Promise<unknown>][] = [
      ['NotAuthorizedException', client.send(new GetUserCommand({ AccessToken: String(body.access_token) }))],
      ['NotAuthorizedException', client.send(new GetUserCommand({ AccessToken: forged }))],
      [
        'InvalidParameterException',
        client.send(
          new InitiateAuthCommand({
            ClientId: cognito.alexaClient.id,
            AuthFlow: 'USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME: OWNER.username, PASSWORD: OWNER.password },
          }),
        ),
      ],
      [
        'InvalidPasswordException',
        client.send(
          new SignUpCommand({ ClientId: cognito.portalClient.id, Username: 'a@example.com', Password: 'x' }),
        ),
      ],
      [
        'InvalidParameterException',
        client.send(
          new SignUpCommand({
            ClientId: cognito.portalClient.id,
            Username: 'a@example.com',
            Password: OWNER.password,
            UserAttributes: [{ Name: 'sub', Value: 'chosen' }],
          }),
        ),
      ],
      ['UserNotFoundException', client.send(new AdminGetUserCommand({ ...pool(), Username: 'constructor' }))],
      [
        'ResourceNotFoundException',
        client.send(new AdminGetUserCommand({ UserPoolId: 'us-east-1_Other', Username: OWNER.username })),
      ],
    ];
    for (const [name, outcome] of cases) await expect(outcome).rejects.toMatchObject({ name });
  });

  it.each([
    ['no target', undefined, '{}'],
    ['another service', 'DynamoDB_20120810.GetItem', '{}'],
    ['no JSON', 'AWSCognitoIdentityProviderService.AdminGetUser', '{'],
    ['a list', 'AWSCognitoIdentityProviderService.AdminGetUser', '[]'],
    ['nonsense in a field', 'AWSCognitoIdentityProviderService.SignUp', '{"ClientId":{},"Username":7}'],
    [
      'nonsense inside cognito-local',
      'AWSCognitoIdentityProviderService.AdminCreateUser',
      '{"UserPoolId":"us-east-1_Porchlight","Username":7}',
    ],
  ])('answers 400 to %s', async (_name, target, body) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      ...(target === undefined ? {} : { 'x-amz-target': target }),
    };
    const response = await fetch(stand.cognito.url, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: expect.any(String) });
  });

  it('describes the Alexa client as it is', async () => {
    const { UserPoolClient } = await client.send(
      new DescribeUserPoolClientCommand({ ...pool(), ClientId: stand.cognito.alexaClient.id }),
    );
    expect(UserPoolClient).toMatchObject({
      ClientSecret: stand.cognito.alexaClient.secret,
      CallbackURLs: [ALEXA_REDIRECT],
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'porchlight/control'],
      RefreshTokenValidity: 3650,
    });
  });
});

describe('by invitation', () => {
  it('closes sign-up and lets an invited person choose a password', async () => {
    const closed = await startStand({ signUpMode: 'invitation' });
    const api = sdk(closed.cognito.url);
    try {
      const url = loginUrlOf(portalAuthorizeUrl(closed.cognito), '/signup');
      expect((await createBrowser().get(url)).status).toBe(403);
      expect((await createBrowser().post(url, new URLSearchParams(OWNER))).status).toBe(403);
      const login = await createBrowser().get(
        loginUrlOf(url.replace('/signup', '/oauth2/authorize'), '/login'),
      );
      expect(login.html).not.toContain('/signup');
      await expect(
        api.send(
          new SignUpCommand({
            ClientId: closed.cognito.portalClient.id,
            Username: OWNER.username,
            Password: OWNER.password,
          }),
        ),
      ).rejects.toMatchObject({ name: 'NotAuthorizedException' });

      await api.send(
        new AdminCreateUserCommand({ UserPoolId: closed.cognito.userPoolId, Username: OWNER.username }),
      );
      const temporary = closed.cognito.mails()[0]?.code ?? '';
      expect(closed.lines.join('\n')).not.toContain(temporary);
      const browser = createBrowser();
      const seen = await browser.signIn(portalAuthorizeUrl(closed.cognito), OWNER.username, temporary);
      const choose = seen.location ?? '';
      expect(choose).toContain('/changePassword?');
      const weak = await browser.submit(choose, await browser.get(choose), { password: 'weak' });
      expect(weak.status).toBe(400);
      const done = await browser.submit(choose, weak, { password: OWNER.password });
      expect(parameter(done, 'code')).toBeTruthy();
      const old = await createBrowser().signIn(portalAuthorizeUrl(closed.cognito), OWNER.username, temporary);
      expect(old.status).toBe(401);
    } finally {
      api.destroy();
      await closed.stop();
    }
  });
});

describe('a restart', () => {
  it('keeps users, clients, keys and links, in files for their owner only', async () => {
    const stateDir = await newStateDir();
    const first = await startStand({ stateDir, accessTokenSeconds: { alexa: 2, portal: 300 } });
    const { sub } = await first.cognito.createUser(OWNER);
    const linked = await linkAlexa(first.cognito);
    expect(linked.body.expires_in).toBe(2);
    const jwks = async (url: string) =>
      (await fetch(`${url}/us-east-1_Porchlight/.well-known/jwks.json`)).json();
    const keys = await jwks(first.cognito.url);
    await first.stop(true);

    const files = (await readdir(stateDir, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      expect((await stat(file)).mode & 0o077).toBe(0);
      const text = await readFile(file, 'utf8');
      expect(text).not.toContain(String(linked.body.refresh_token));
      expect(text).not.toContain(OWNER.password);
    }

    const second = await startStand({ stateDir });
    try {
      expect(await jwks(second.cognito.url)).toEqual(keys);
      expect(second.cognito.alexaClient).toEqual(first.cognito.alexaClient);
      expect(second.cognito.portalClient).toEqual(first.cognito.portalClient);
      expect(await second.cognito.createUser({ ...OWNER, username: 'OWNER@example.com' })).toEqual({ sub });
      const refreshed = await refreshAlexa(second.cognito, linked.body.refresh_token);
      expect(refreshed.status).toBe(200);
      expect(claimsOf(String(refreshed.body.access_token)).origin_jti).toBe(
        claimsOf(String(linked.body.access_token)).origin_jti,
      );
    } finally {
      await second.stop();
    }
  });

  it('names damaged state, and a taken port', async () => {
    const stateDir = await newStateDir();
    try {
      for (const damage of ['{"version":1,', '{"access":"x","id":"y"}']) {
        await writeFile(join(stateDir, 'signing-keys.json'), damage);
        await expect(startStand({ stateDir })).rejects.toMatchObject({
          name: 'StateFileError',
          file: 'signing-keys.json',
        });
      }
      await rm(join(stateDir, 'signing-keys.json'));
      const port = Number(new URL(stand.cognito.url).port);
      await expect(startStand({ stateDir, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    } finally {
      await rm(stateDir, { recursive: true, force: true });
    }
  });
});
