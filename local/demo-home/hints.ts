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
  /** From now on hints go there, instead of where they went before. */
  sendTo(target: HintTarget): void;
  /** Tells of a change, and waits for nothing. */
  tell(entity: Entity): void;
  /** Gives up on what is under way. */
  close(): void;
}

/** `rest_command` of Home Assistant waits so long, and does not try again. */
const TIMEOUT_MS = 10_000;

/**
 * Does what Porchlight's package makes a real Home Assistant do: one request for each change of state. A request
 * that fails is lost, and the home goes on all the same.
 * @param log hears of failures, never of the key
 */
export function createHints(log: (line: string) => void): Hints {
  const closing = new AbortController();
  let target: HintTarget | undefined;

  async function send({ url, key }: HintTarget, entity: Entity): Promise<void> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ entity_id: entity.entityId, last_changed: entity.lastChanged.toISOString() }),
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await answer.body?.cancel();
    if (!answer.ok) log(`hint about ${entity.entityId} not taken: HTTP ${answer.status}`);
  }

  return {
    sendTo(next) {
      target = next;
    },
    tell(entity) {
      if (target === undefined || closing.signal.aborted) return;
      send(target, entity).catch((error: unknown) => {
        if (closing.signal.aborted) return;
        log(
          `hint about ${entity.entityId} not sent: ${error instanceof Error ? error.name : 'unknown error'}`,
        );
      });
    },
    close: () => closing.abort(),
  };
}
