import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVENT_GATEWAYS, outcomeOfEvent, sendEvent } from '../../lib/alexa/event-gateway.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { GATEWAY_ERROR_STATUS } from '../../local/amazon/gateway-error.ts';
import { outcomeOf } from '../harness/outcome-of.ts';

type Answer = { status: number; headers?: Record<string, string>; cut?: boolean } | 'hang' | 'drop';

const refusal = (code: unknown, description: unknown = 'What it is about.') =>
  JSON.stringify({
    header: { namespace: 'System', name: 'Exception', messageId: 'm' },
    payload: { code, description },
  });

const token = new Secret('Atza|a-token-of-a-customer');
const outcomeOf400 = (description: string) =>
  outcomeOfEvent(400, refusal('INVALID_REQUEST_EXCEPTION', description), token)?.data;

describe('what the gateway answers', () => {
  test.each<[number, keyof typeof GATEWAY_ERROR_STATUS, string]>([
    [400, 'INVALID_REQUEST_EXCEPTION', 'event_rejected'],
    [401, 'INVALID_ACCESS_TOKEN_EXCEPTION', 'gateway_token_refused'],
    [403, 'SKILL_DISABLED_EXCEPTION', 'grant_dead'],
    [403, 'SKILL_NEVER_ENABLED_EXCEPTION', 'enablement_missing'],
    [403, 'INSUFFICIENT_PERMISSION_EXCEPTION', 'event_permission_missing'],
    [404, 'SKILL_NOT_FOUND_EXCEPTION', 'grant_dead'],
    [404, 'ACCOUNT_NOT_FOUND_EXCEPTION', 'grant_dead'],
    [413, 'REQUEST_ENTITY_TOO_LARGE_EXCEPTION', 'event_too_large'],
    [429, 'THROTTLING_EXCEPTION', 'gateway_unavailable'],
    [500, 'INTERNAL_SERVICE_EXCEPTION', 'gateway_unavailable'],
    [503, 'SERVICE_UNAVAILABLE_EXCEPTION', 'gateway_unavailable'],
  ])('%i %s is %s', (status, code, outcome) => {
    expect(GATEWAY_ERROR_STATUS[code]).toBe(status);
    expect(outcomeOfEvent(status, refusal(code), token)?.code).toBe(outcome);
  });

  test('covers every code that there is', () => {
    for (const [code, status] of Object.entries(GATEWAY_ERROR_STATUS)) {
      expect(outcomeOfEvent(status, refusal(code), token)).toBeDefined();
    }
  });

  test.each<[string, number, string, string | undefined]>([
    ['202 and nothing', 202, '', undefined],
    ['202 and anything', 202, '<html>', undefined],
    ['200, which is no success', 200, '', 'event_rejected'],
    ['204', 204, '', 'event_rejected'],
    ['401 without a body', 401, '', 'gateway_token_refused'],
    ['403 of a proxy', 403, '<html>', 'event_rejected'],
    ['403 with a code of no sort', 403, refusal(7), 'event_rejected'],
    ['404 that is null', 404, 'null', 'event_rejected'],
    ['400 with its code alone', 400, '{"payload":{"code":"INVALID_REQUEST_EXCEPTION"}}', 'event_rejected'],
    ['413 of a proxy', 413, '<html>', 'event_too_large'],
    ['429 without a body', 429, '', 'gateway_unavailable'],
    ['502 of a load balancer', 502, '<html>', 'gateway_unavailable'],
  ])('%s', (_name, status, text, outcome) => {
    expect(outcomeOfEvent(status, text, token)?.code).toBe(outcome);
  });

  test.each<[string, number, string, string]>([
    ['a throttle', 429, '', 'no'],
    ['a fault that the gateway owns up to', 500, refusal('INTERNAL_SERVICE_EXCEPTION'), 'no'],
    ['a fault that somebody else speaks of', 502, '<html>', 'unknown'],
  ])('says after %s whether the event may have been taken', (_name, status, text, taken) => {
    expect(outcomeOfEvent(status, text, token)?.data).toMatchObject({ taken });
  });

  test('is quoted with its code and its words, and those not without end', () => {
    expect(outcomeOf400('payload.change is missing')).toEqual({
      status: 400,
      reason: 'INVALID_REQUEST_EXCEPTION',
      description: 'payload.change is missing',
    });
    const outcome = outcomeOfEvent(400, refusal(`X${'y'.repeat(500)}`, 'z'.repeat(5_000)), token);
    expect(JSON.stringify(outcome?.data).length).toBeLessThan(350);
    expect(outcome?.message).not.toContain('zz');
  });

  test.each([
    ['the token', `bad token ${token.reveal()}`],
    ['a piece of it', `bad: …${token.reveal().slice(9, 22)}…`],
    ['another token', 'got Atzr|IwEBIAnything'],
    ['a header', 'Authorization: Bearer abc'],
    ['its beginning alone, at the cut', `${'x'.repeat(194)}Atza|a-token`],
  ])('is not quoted where it may hold %s', (_name, description) => {
    expect(outcomeOf400(description)).toEqual({ status: 400, reason: 'INVALID_REQUEST_EXCEPTION' });
  });
});

describe('sending', () => {
  const seen: { method?: string; authorization?: string; type?: string; body: string }[] = [];
  let answer: Answer = { status: 202 };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { authorization = '', 'content-type': type = '' } = request.headers;
    seen.push({ method: request.method ?? '', authorization, type, body });
    if (answer === 'hang') return;
    if (answer === 'drop') response.destroy();
    else if (answer.cut) {
      response.writeHead(answer.status, { 'content-length': 100 }).write('{"pay', () => response.destroy());
    } else response.writeHead(answer.status, answer.headers).end();
  });
  let url: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3/events`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const send = (ms = 2_000) => sendEvent(url, { event: 'ü' }, token, createDeadline(ms));

  test('posts JSON with the token in its header', async () => {
    answer = { status: 202 };
    await send();
    expect(seen.at(-1)).toEqual({
      method: 'POST',
      authorization: 'Bearer Atza|a-token-of-a-customer',
      type: 'application/json',
      body: '{"event":"ü"}',
    });
  });

  test.each<[string, Answer]>([
    ['no answer in time', 'hang'],
    ['a connection that breaks off', 'drop'],
    [
      'a way to somewhere else, which the token does not go',
      { status: 307, headers: { location: '/other' } },
    ],
  ])('%s is worth another try', async (_name, given) => {
    answer = given;
    const before = seen.length;
    await expect(send(300)).rejects.toMatchObject({
      code: 'gateway_unavailable',
      data: { taken: 'unknown' },
    });
    expect(seen.length - before).toBe(1);
  });

  test('a gateway that is not there is worth another try', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const nobody = sendEvent(`http://127.0.0.1:${port}/v3/events`, {}, token, createDeadline(500));
    await expect(nobody).rejects.toMatchObject({ code: 'gateway_unavailable', data: { taken: 'no' } });
  });

  test('an answer that breaks off behind its status is an answer', async () => {
    answer = { status: 202, cut: true };
    await send();
    answer = { status: 404, cut: true };
    expect(await outcomeOf(send())).toBe('event_rejected');
  });
});

test('each region has a gateway of its own', () => {
  expect(new Set(Object.values(EVENT_GATEWAYS)).size).toBe(3);
  for (const url of Object.values(EVENT_GATEWAYS))
    expect(url).toMatch(/^https:\/\/api\.[a-z.]*amazonalexa\.com\/v3\/events$/);
});
