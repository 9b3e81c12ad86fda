import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startAmazon } from '../../local/amazon/start.ts';
import { changeReport, client, type Harness, startHarness, tokensOf } from './amazon-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.control('/faults', {}));
afterAll(() => harness.amazon.close());

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});

describe('a code', () => {
  test.each([
    ['in the body', () => ({ form: harness.credentials, headers: {} })],
    ['in a Basic header', () => ({ form: {}, headers: basic(client.clientId, client.clientSecret) })],
    [
      'in a Basic header, the id in the body as well',
      () => ({
        form: { client_id: client.clientId },
        headers: basic(client.clientId, client.clientSecret),
      }),
    ],
  ])('buys tokens as Amazon makes them, with the client %s', async (_case, how) => {
    const { form, headers } = how();
    const response = await harness.token(
      { grant_type: 'authorization_code', code: await harness.newCode(), ...form },
      headers,
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const tokens = await tokensOf(response);
    expect(tokens).toEqual({
      access_token: expect.stringMatching(/^Atza\|[\w-]{345,2043}$/),
      refresh_token: expect.stringMatching(/^Atzr\|[\w-]{345,2043}$/),
      token_type: 'bearer',
      expires_in: 3600,
    });
  });

  test('is good once; a second use is refused and shows in the ledger', async () => {
    const before = await harness.ledger();
    const code = await harness.newCode();
    expect((await harness.exchange(code)).status).toBe(200);
    const again = await harness.exchange(code);
    expect(again.status).toBe(400);
    expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
    const after = await harness.ledger();
    expect(after).toMatchObject({
      grants: before.grants + 1,
      exchanges: before.exchanges + 1,
      replays: before.replays + 1,
      tokenRequests: before.tokenRequests + 2,
    });
  });

  test('is used up by one of many who come at once', async () => {
    const code = await harness.newCode();
    const answers = await Promise.all(Array.from({ length: 10 }, () => harness.exchange(code)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 400)).toHaveLength(9);
  });

  test('is not used up by the wrong client', async () => {
    const code = await harness.newCode();
    const form = {
      grant_type: 'authorization_code',
      code,
      client_id: client.clientId,
      client_secret: 'wrong',
    };
    expect((await harness.token(form)).status).toBe(401);
    expect((await harness.exchange(code)).status).toBe(200);
  });

  test.each([
    [299, 200],
    [300, 400],
  ])('that is %i seconds old answers %i', async (seconds, status) => {
    const code = await harness.newCode();
    harness.forward(seconds);
    expect((await harness.exchange(code)).status).toBe(status);
  });
});

describe('a refresh token', () => {
  test('buys new tokens again and again, and outlives a restart with the same client only', async () => {
    const before = await harness.ledger();
    const first = await tokensOf(await harness.exchange(await harness.newCode('amzn1.account.A')));
    const second = await tokensOf(await harness.refresh(first.refresh_token));
    const third = await tokensOf(await harness.refresh(first.refresh_token));
    expect((await harness.refresh(second.refresh_token)).status).toBe(200);
    const all = [first, second, third];
    expect(new Set(all.map((tokens) => tokens.access_token)).size).toBe(3);
    expect(new Set(all.map((tokens) => tokens.refresh_token)).size).toBe(3);
    expect((await harness.ledger()).refreshes).toBe(before.refreshes + 3);

    for (const [secret, status] of [
      [client.clientSecret, 200],
      ['another', 400],
    ] as const) {
      const restarted = await startAmazon({ host: '127.0.0.1', port: 0, ...client, clientSecret: secret });
      const response = await fetch(restarted.lwaTokenUrl, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: first.refresh_token,
          client_id: client.clientId,
          client_secret: secret,
        }),
      });
      expect(response.status).toBe(status);
      await restarted.close();
    }
  });

  test('is not an access token, nor the other way round', async () => {
    const tokens = await tokensOf(await harness.exchange(await harness.newCode()));
    expect((await harness.refresh(tokens.access_token)).status).toBe(400);
    expect((await harness.event(tokens.refresh_token, changeReport(tokens.refresh_token))).status).toBe(401);
    const relabelled = tokens.refresh_token.replace('Atzr', 'Atza');
    expect((await harness.event(relabelled, changeReport(relabelled))).status).toBe(401);
  });
});

describe('refusals', () => {
  const good = { grant_type: 'refresh_token', refresh_token: 'Atzr|none' };
  const code = { grant_type: 'authorization_code', code: 'ANunknown' };
  test.each<[string, () => [Record<string, string>, Record<string, string>?], number, string]>([
    ['unknown code', () => [{ ...code, ...harness.credentials }], 400, 'invalid_grant'],
    ['unknown refresh token', () => [{ ...good, ...harness.credentials }], 400, 'invalid_grant'],
    ['no client', () => [code], 401, 'invalid_client'],
    ['wrong id', () => [{ ...code, ...harness.credentials, client_id: 'x' }], 401, 'invalid_client'],
    ['wrong secret', () => [{ ...code, ...harness.credentials, client_secret: 'x' }], 401, 'invalid_client'],
    ['wrong Basic', () => [code, basic(client.clientId, 'x')], 401, 'invalid_client'],
    ['malformed Basic', () => [code, { authorization: `Basic ${btoa('%zz:%zz')}` }], 401, 'invalid_client'],
    ['other scheme', () => [code, { authorization: 'Bearer x' }], 401, 'invalid_client'],
    [
      'two ids that differ',
      () => [{ ...code, client_id: 'x' }, basic(client.clientId, client.clientSecret)],
      401,
      'invalid_client',
    ],
    [
      'both ways at once',
      () => [{ ...code, ...harness.credentials }, basic(client.clientId, client.clientSecret)],
      400,
      'invalid_request',
    ],
    ['no grant type', () => [harness.credentials], 400, 'invalid_request'],
    [
      'other grant type',
      () => [{ grant_type: 'password', ...harness.credentials }],
      400,
      'unsupported_grant_type',
    ],
    ['no code', () => [{ grant_type: 'authorization_code', ...harness.credentials }], 400, 'invalid_request'],
    [
      'no refresh token',
      () => [{ grant_type: 'refresh_token', ...harness.credentials }],
      400,
      'invalid_request',
    ],
    [
      'a redirect_uri',
      () => [{ ...code, redirect_uri: 'https://x.example', ...harness.credentials }],
      400,
      'invalid_request',
    ],
  ])('%s', async (_case, request, status, error) => {
    const response = await harness.token(...request());
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error, error_description: expect.any(String) });
  });

  test.each([
    ['JSON', { body: '{}', headers: { 'content-type': 'application/json' } }],
    ['a parameter given twice', { body: new URLSearchParams('grant_type=a&grant_type=b') }],
    ['a huge body', { body: new URLSearchParams({ code: 'x'.repeat(300_000) }) }],
  ])('%s', async (_case, init) => {
    const response = await fetch(harness.amazon.lwaTokenUrl, { method: 'POST', ...init });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });
});

describe('faults at the token endpoint', () => {
  test.each([
    [{ status: 500 }, 500, 'server_error'],
    [{ status: 503 }, 503, 'temporarily_unavailable'],
    [{ error: 'invalid_grant' }, 400, 'invalid_grant'],
    [{ error: 'invalid_client' }, 401, 'invalid_client'],
    [{ status: 400, error: 'unauthorized_client' }, 400, 'unauthorized_client'],
  ])('%o', async (fault, status, error) => {
    const set = await harness.control('/faults', { lwa: { ...fault, times: 1 } });
    expect(set).toEqual({ status: 200, body: { lwa: { ...fault, times: 1 } } });
    const code = await harness.newCode();
    const failed = await harness.exchange(code);
    expect(failed.status).toBe(status);
    expect(await failed.json()).toMatchObject({ error });
    // The failed request has done nothing, and the fault was for one request only.
    expect((await harness.exchange(code)).status).toBe(200);
  });

  test('a body of another kind', async () => {
    await harness.control('/faults', { lwa: { body: '<html>Sorry</html>', status: 502, times: 1 } });
    const response = await harness.exchange(await harness.newCode());
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toBe('<html>Sorry</html>');
  });

  test('an answer cut short: the code is used up all the same', async () => {
    await harness.control('/faults', { lwa: { truncate: true, times: 1 } });
    const code = await harness.newCode();
    const response = await harness.exchange(code);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect((await harness.exchange(code)).status).toBe(400);
  });

  test('a late answer: whoever gives up has used the code up', async () => {
    await harness.control('/faults', { lwa: { delayMs: 150, times: 2 } });
    const began = Date.now();
    expect((await harness.exchange(await harness.newCode())).status).toBe(200);
    expect(Date.now() - began).toBeGreaterThanOrEqual(145);
    const code = await harness.newCode();
    await expect(
      fetch(harness.amazon.lwaTokenUrl, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'authorization_code', code, ...harness.credentials }),
        signal: AbortSignal.timeout(50),
      }),
    ).rejects.toThrow();
    expect((await harness.exchange(code)).status).toBe(400);
  });

  test('times are counted, {} clears one or all', async () => {
    await harness.control('/faults', { lwa: { status: 500, times: 2 }, gateway: { status: 503 } });
    await harness.refresh('x');
    expect((await harness.control('/faults', { lwa: { status: 500 } })).body).toEqual({
      lwa: { status: 500 },
      gateway: { status: 503 },
    });
    expect((await harness.control('/faults', { lwa: {} })).body).toEqual({ gateway: { status: 503 } });
    expect((await harness.control('/faults', {})).body).toEqual({});
  });

  test.each([
    [{ lwa: { status: 99 } }, 'lwa.status'],
    [{ lwa: { delay: 5 } }, 'lwa.delay'],
    [{ lwa: { times: 0 } }, 'lwa.times'],
    [{ lwa: { truncate: 'yes' } }, 'lwa.truncate'],
    [{ gateway: { delayMs: -1 } }, 'gateway.delayMs'],
    [{ gateway: [] }, 'gateway'],
    [{ other: {} }, 'other'],
    [[], 'body'],
  ])('%j is refused and names the field', async (settings, field) => {
    expect(await harness.control('/faults', settings)).toMatchObject({
      status: 400,
      body: { error: { field } },
    });
  });
});

test('no credential reaches the log or the ledger', async () => {
  const code = await harness.newCode();
  const tokens = await tokensOf(await harness.exchange(code));
  await harness.exchange(code);
  await harness.refresh(tokens.refresh_token);
  await harness.token({
    grant_type: 'authorization_code',
    code: 'x',
    client_id: 'y',
    client_secret: 'planted-secret',
  });
  const seen = JSON.stringify([harness.lines, await harness.ledger()]);
  expect(harness.lines.length).toBeGreaterThan(3);
  for (const secret of [
    code,
    tokens.access_token,
    tokens.refresh_token,
    client.clientSecret,
    'planted-secret',
  ]) {
    expect(seen).not.toContain(secret);
  }
  expect(seen).not.toMatch(/Atz[ar]\|/);
});
