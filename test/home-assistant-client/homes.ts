import { expect } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import { createAddressGuard } from '../../lib/home-assistant/address-guard.ts';
import type { HomeAccess } from '../../lib/home-assistant/home-access.ts';
import { createTransport, type HomeRequest, type Transport } from '../../lib/home-assistant/transport.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { Secret } from '../../lib/vault/secret.ts';

let homes = 0;

/** A home at an address, each with a pool of its own unless `id` says otherwise. */
export function homeAt(url: string, extra: Partial<Omit<HomeAccess, 'url'>> = {}): HomeAccess {
  homes += 1;
  return { id: `home ${homes}`, url: new URL(url), token: null, headers: {}, tls: {}, ...extra };
}

export const tokenOf = (value: string) => new Secret(value);

/** A transport that may go to these ports of 127.0.0.1, and to the internet. */
export function transportTo(
  ports: readonly number[],
  options: Omit<Parameters<typeof createTransport>[0], 'guard'> = {},
): Transport {
  const allowlist = ports.map((port) => `127.0.0.1/32:${port}`).join(',');
  return createTransport({ guard: createAddressGuard(allowlist, {}), ...options });
}

export const GET: HomeRequest = {
  method: 'GET',
  path: '/api/',
  authorized: true,
  repeatable: true,
  maxBytes: 1_000,
};

/** Long enough for anything on loopback. */
export const soon = () => createDeadline(5_000);

/** What a promise fails with, which must be an outcome. */
export async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Outcome);
  return error as Outcome;
}
