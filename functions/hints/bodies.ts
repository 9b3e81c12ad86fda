import * as v from 'valibot';
import { isObject } from '../../lib/json.ts';
import { readBody } from '../read-body.ts';

/** So many at most in one request; a home that has more to say says it in several. */
export const MAX_HINTS = 100;

/** Home Assistant's own limit. */
const MAX_STATE = 255;
/** As Python's `isoformat()` writes it, to the microsecond. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

const time = v.pipe(
  v.string(),
  v.regex(TIME, 'This is not a time.'),
  v.check((text) => Number.isFinite(Date.parse(text))),
);
const hint = v.strictObject({
  entity_id: v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,64}\.[a-z0-9_]{1,160}$/, 'This is not an entity id.')),
  last_changed: v.optional(time),
  state: v.optional(v.pipe(v.string(), v.maxLength(MAX_STATE))),
});
const hints = v.pipe(v.array(hint), v.minLength(1), v.maxLength(MAX_HINTS));
const event = v.strictObject({
  event: v.picklist(['heartbeat', 'homeassistant_started', 'entity_registry_updated']),
});

/** Somebody may have rung there, if Alexa knows it as a doorbell. */
export interface PossiblePress {
  entityId: string;
  /** When, as the home wrote it. */
  at: string;
}

/** What a home has to say: entities that changed, or something that happened to itself. */
export type Hints =
  | { entities: string[]; presses: PossiblePress[] }
  | { event: 'heartbeat' | 'homeassistant_started' | 'entity_registry_updated' };

/** Between the change of an `event` entity and the time that is its state, when it is not one that was restored. */
const SAME_MOMENT_MS = 30_000;

/**
 * When somebody rang, if a hint can be about that at all. The state of an `event` entity is the time of its last event,
 * which also comes back after a restart; any other doorbell is one while it is on.
 */
function pressIn({ entity_id: entityId, last_changed: changed, state }: v.InferOutput<typeof hint>) {
  if (changed === undefined) return [];
  if (!entityId.startsWith('event.')) return state === 'on' ? [{ entityId, at: changed }] : [];
  if (state === undefined) return [{ entityId, at: changed }];
  const isFresh = TIME.test(state) && Math.abs(Date.parse(changed) - Date.parse(state)) <= SAME_MOMENT_MS;
  return isFresh ? [{ entityId, at: state }] : [];
}

/**
 * Reads `{"entity_id": …}`, a list of them, or `{"event": …}`.
 * @throws {RequestInvalid}
 */
export function readHints(body: unknown): Hints {
  if (isObject(body) && 'event' in body) return readBody(event, body);
  const list = Array.isArray(body) ? readBody(hints, body) : [readBody(hint, body)];
  return {
    entities: [...new Set(list.map(({ entity_id: entityId }) => entityId))],
    presses: list.flatMap(pressIn),
  };
}
