import { expect } from 'vitest';
import { accountEvent } from '../harness/http-event.ts';
import type { World } from '../harness/world.ts';

type Json = Record<string, unknown>;

export interface AccountAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The answer's JSON. */
  body: Json;
}

/** The function's own, in infra/functions.yml. */
const TIMEOUT_MS = 29_000;

/**
 * The account API of a world, called as the HTTP API calls it. Every answer must be JSON, or nothing with 204, and have
 * safe headers.
 */
export const createAccountClient =
  (world: World) =>
  async (
    sub: string,
    route: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<AccountAnswer> => {
    const [method = '', path = ''] = route.split(' ');
    const event = accountEvent(sub, method, path, body, headers);
    const answer = (await world.invoke('account', event, TIMEOUT_MS)) as {
      statusCode: number;
      headers?: Record<string, string>;
      body?: string;
    };
    const isEmpty = answer.statusCode === 204;
    const seen = Object.fromEntries(
      Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    expect(seen).toMatchObject({
      ...(!isEmpty && { 'content-type': 'application/json' }),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age='),
    });
    if (isEmpty) expect(answer.body ?? '').toBe('');
    expect(seen).not.toHaveProperty('access-control-allow-origin');
    return {
      status: answer.statusCode,
      headers: seen,
      text: answer.body ?? '',
      body: isEmpty ? {} : (JSON.parse(answer.body ?? '') as Json),
    };
  };

export type AccountClient = ReturnType<typeof createAccountClient>;

export const codeOf = ({ body }: AccountAnswer) => (body.error as { code?: string } | undefined)?.code;
