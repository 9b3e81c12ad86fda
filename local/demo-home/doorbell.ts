import { type Entity, textOf } from './entity.ts';
import type { States } from './states.ts';

/** Whether an entity is a doorbell, as Home Assistant tells Alexa. */
export const isDoorbell = (entity: Entity): boolean =>
  entity.domain === 'event' && textOf(entity, 'device_class') === 'doorbell';

/** There is no such doorbell. */
export class NoDoorbell extends Error {
  readonly entityId: string | undefined;
  constructor(entityId: string | undefined) {
    super(entityId === undefined ? 'This home has no doorbell' : `${entityId} is no doorbell`);
    this.name = 'NoDoorbell';
    this.entityId = entityId;
  }
}

/**
 * Presses a doorbell: the state of an event entity is the time of its last event, in Python's form. One that is
 * unavailable stays silent.
 *
 * @param entityId the home's first doorbell unless given
 * @throws {NoDoorbell}
 */
export function pressDoorbell(states: States, at: Date, entityId?: string): void {
  const bell = states
    .list()
    .find((entity) => isDoorbell(entity) && (entityId ?? entity.entityId) === entity.entityId);
  if (!bell) throw new NoDoorbell(entityId);
  if (bell.state === 'unavailable') return;
  const time = at.toISOString().replace('Z', '+00:00');
  states.change(bell.entityId, { state: time, attributes: { event_type: 'ring' } });
}
