import type { HeardMessage, LookMessage } from '../../lib/bridge/looks.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { Forbidden, TooManyHints } from '../../lib/outcomes/request.ts';
import { QueueUnavailable } from '../../lib/outcomes/service.ts';
import { type Hints, readHints } from './bodies.ts';
import type { HintsPorts } from './compose.ts';

/** Home Assistant's `rest_command` waits ten seconds. */
const BUDGET_MS = 5_000;

/** Home Assistant names endpoints so: the first dot becomes a hash. */
const endpointOf = (entityId: string) => entityId.replace('.', '#');

/** What a heartbeat names counts for less than hints: it comes once in ten minutes, and is not to be stopped for it. */
const CHANGED_A_HINT = 10;

/** For how many hints this counts. */
function weightOf(hints: Hints): number {
  if ('entities' in hints) return hints.entities.length + hints.presses.length;
  return 1 + ('changed' in hints ? Math.ceil(hints.changed.length / CHANGED_A_HINT) : 0);
}

/** Presses go first: they are in a hurry. A doorbell is looked at as well, since its health may be what changed. */
function messagesFor(home: string, hints: Hints, now: number): LookMessage[] {
  if ('entities' in hints) {
    return [
      ...hints.presses.map(
        ({ entityId, at }) => ({ v: 1, type: 'press', home, endpoint: endpointOf(entityId), at }) as const,
      ),
      { v: 1, type: 'look', home, endpoints: hints.entities.map(endpointOf) },
    ];
  }
  const heard = (event: HeardMessage['event'], endpoints: string[] = []) =>
    ({ v: 1, type: 'heard', home, event, at: now, endpoints }) as const;
  const sync = { v: 1, type: 'sync', home } as const;
  switch (hints.event) {
    case 'heartbeat':
      return [heard(hints.event, hints.changed.map(endpointOf))];
    case 'homeassistant_started':
      return [heard(hints.event), sync];
    case 'entity_registry_updated':
      return [sync];
  }
}

/**
 * Takes the hints of a home: puts them on the queue and answers at once.
 * @param caller what the authorizer said
 * @returns how many were taken
 * @throws {Forbidden} not a home
 * @throws {RequestInvalid | TooManyHints | QueueUnavailable}
 */
export async function takeHints(
  caller: { kind?: string; home?: string } | undefined,
  body: unknown,
  { gate, looks, clock }: HintsPorts,
): Promise<number> {
  if (caller?.kind !== 'home' || caller.home === undefined)
    throw new Forbidden('send hints without an event key');
  const hints = readHints(body);
  const count = 'entities' in hints ? hints.entities.length : 1;
  const wait = gate.admit(caller.home, weightOf(hints));
  if (wait > 0) throw new TooManyHints(wait);
  const messages = messagesFor(caller.home, hints, clock());
  try {
    const sent = Promise.all(messages.map((message) => looks.send(message)));
    await createDeadline(BUDGET_MS).race(sent, 'queueing hints');
  } catch (cause) {
    throw new QueueUnavailable('looks', { cause });
  }
  return count;
}
