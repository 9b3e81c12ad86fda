import { isDoorbell } from './doorbell.ts';
import type { Entity } from './entity.ts';

/** Where a home says that something changed, and with what. */
export interface HintTarget {
  /** Porchlight's `POST /v1/hints`. */
  readonly url: string;
  /** The home's event key; a secret. */
  readonly key: string;
}

/** Says what changed to whoever is to be told. */
export interface Hints {
  /** From now on hints go there, instead of where they went before. The first time it says that the home has started. */
  sendTo(target: HintTarget): void;
  /** Tells of a change, and waits for nothing. */
  tell(before: Entity, after: Entity): void;
  /** Tells that entities were added, renamed, hidden or removed, once that has come to rest. */
  tellOfEntities(): void;
  /** A heartbeat now; they come by themselves too. */
  beat(): void;
  /** Gives up on what is under way. */
  close(): void;
}

/** `rest_command` of Home Assistant waits so long, and does not try again. */
const TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 10 * 60_000;
/** A heartbeat names what changed since the one before, and a little longer. */
const MENDED_MS = 11 * 60_000;
const MAX_CHANGED = 300;
const SETTLE_MS = 5_000;
/** Nothing of these is reported to Alexa. */
const STATELESS = new Set(['scene', 'script']);

/**
 * Does what Porchlight's package makes a real Home Assistant do: one request for each change of state (of doorbells with
 * the state), a heartbeat every ten minutes, word of its start and of changes among its entities. A request that fails
 * is lost, and the home goes on all the same.
 * @param log hears of failures, never of the key
 */
export function createHints({
  log,
  entities,
  now,
  heartbeatMs = HEARTBEAT_MS,
  settleMs = SETTLE_MS,
}: {
  readonly log: (line: string) => void;
  readonly entities: () => readonly Entity[];
  readonly now: () => Date;
  readonly heartbeatMs?: number;
  readonly settleMs?: number;
}): Hints {
  const closing = new AbortController();
  let target: HintTarget | undefined;
  let beating: NodeJS.Timeout | undefined;
  let settling: NodeJS.Timeout | undefined;

  async function post({ url, key }: HintTarget, what: string, hint: object): Promise<void> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(hint),
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await answer.body?.cancel();
    if (!answer.ok) log(`hint about ${what} not taken: HTTP ${answer.status}`);
  }

  function send(what: string, hint: object): void {
    if (target === undefined || closing.signal.aborted) return;
    post(target, what, hint).catch((error: unknown) => {
      if (closing.signal.aborted) return;
      log(`hint about ${what} not sent: ${error instanceof Error ? error.name : 'unknown error'}`);
    });
  }

  function beat(): void {
    const since = now().getTime() - MENDED_MS;
    const changed = entities()
      .filter(({ domain, lastUpdated }) => !STATELESS.has(domain) && lastUpdated.getTime() > since)
      .toSorted((one, other) => other.lastUpdated.getTime() - one.lastUpdated.getTime())
      .map(({ entityId }) => entityId);
    send('the heartbeat', { event: 'heartbeat', changed: changed.slice(0, MAX_CHANGED) });
  }

  return {
    sendTo(next) {
      const isFirst = target === undefined;
      target = next;
      if (!isFirst) return;
      send('the start', { event: 'homeassistant_started' });
      beating = setInterval(beat, heartbeatMs).unref();
    },
    tell(before, after) {
      if (STATELESS.has(after.domain)) return;
      const hint = { entity_id: after.entityId, last_changed: after.lastChanged.toISOString() };
      if (!isDoorbell(after)) send(after.entityId, hint);
      else if (before.state !== after.state) send(after.entityId, { ...hint, state: after.state });
    },
    tellOfEntities() {
      clearTimeout(settling);
      const say = () => send('the entities', { event: 'entity_registry_updated' });
      settling = setTimeout(say, settleMs).unref();
    },
    beat,
    close() {
      closing.abort();
      clearInterval(beating);
      clearTimeout(settling);
    },
  };
}
