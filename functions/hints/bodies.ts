import * as v from 'valibot';
import { isObject } from '../../lib/json.ts';
import { readBody } from '../read-body.ts';

/** So many at most in one request; a home that has more to say says it in several. */
export const MAX_HINTS = 100;

const hint = v.strictObject({
  entity_id: v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,64}\.[a-z0-9_]{1,160}$/, 'This is not an entity id.')),
  last_changed: v.optional(v.string()),
});
const hints = v.pipe(v.array(hint), v.minLength(1), v.maxLength(MAX_HINTS));
const event = v.strictObject({
  event: v.picklist(['heartbeat', 'homeassistant_started', 'entity_registry_updated']),
});

/** What a home has to say: entities that changed, or something that happened to itself. */
export type Hints =
  | { entities: string[] }
  | { event: 'heartbeat' | 'homeassistant_started' | 'entity_registry_updated' };

/**
 * Reads `{"entity_id": …}`, a list of them, or `{"event": …}`.
 * @throws {RequestInvalid}
 */
export function readHints(body: unknown): Hints {
  if (isObject(body) && 'event' in body) return readBody(event, body);
  const list = Array.isArray(body) ? readBody(hints, body) : [readBody(hint, body)];
  return { entities: [...new Set(list.map(({ entity_id: entityId }) => entityId))] };
}
