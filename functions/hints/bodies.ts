import * as v from 'valibot';
import { isObject, type Json } from '../../lib/json.ts';
import { readBody } from '../read-body.ts';

/** So many at most in one request; a home that has more to say says it in several. */
export const MAX_HINTS = 100;

/** As many as a customer of Alexa's can have. */
export const MAX_CHANGED = 300;

/** Home Assistant's own limit. */
const MAX_STATE = 255;
/** As Python's `isoformat()` writes it, to the microsecond. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

const time = v.pipe(
  v.string(),
  v.regex(TIME, 'This is not a time.'),
  v.check((text) => Number.isFinite(Date.parse(text))),
);
const entityId = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9_]{1,64}\.[a-z0-9_]{1,160}$/, 'This is not an entity id.'),
);
const hint = v.strictObject({
  entity_id: entityId,
  last_changed: v.optional(time),
  state: v.optional(v.pipe(v.string(), v.maxLength(MAX_STATE))),
});
const hints = v.pipe(v.array(hint), v.minLength(1), v.maxLength(MAX_HINTS));
const heartbeat = v.strictObject({
  event: v.literal('heartbeat'),
  changed: v.optional(v.pipe(v.array(entityId), v.maxLength(MAX_CHANGED)), []),
});
const otherEvent = v.strictObject({
  event: v.picklist(['homeassistant_started', 'entity_registry_updated']),
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
  | { event: 'heartbeat'; changed: string[] }
  | { event: 'homeassistant_started' | 'entity_registry_updated' };

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
 * Reads `{"event": …}`; a heartbeat may say in `changed` what changed since the one before.
 * @throws {RequestInvalid}
 */
function readEvent(body: Json): Hints {
  if (body.event !== 'heartbeat') return readBody(otherEvent, body);
  const { event, changed } = readBody(heartbeat, body);
  return { event, changed: [...new Set(changed)] };
}

/**
 * Reads `{"entity_id": …}`, a list of them, or an event.
 * @throws {RequestInvalid}
 */
export function readHints(body: unknown): Hints {
  if (isObject(body) && 'event' in body) return readEvent(body);
  const list = Array.isArray(body) ? readBody(hints, body) : [readBody(hint, body)];
  return {
    entities: [...new Set(list.map(({ entity_id: entityId }) => entityId))],
    presses: list.flatMap(pressIn),
  };
}
