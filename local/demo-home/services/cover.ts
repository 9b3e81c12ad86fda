import { type Change, type Entity, supports } from '../entity.ts';
import { coverFeature } from '../features.ts';
import { requiredNumber, type Services } from './service.ts';

function moveTo(entity: Entity, position: number): Change {
  const state = position === 0 ? 'closed' : 'open';
  return supports(entity, coverFeature.setPosition)
    ? { state, attributes: { current_position: position } }
    : { state };
}

/** `cover.*`: 0 is closed, 100 is open. */
export const coverServices: Services = {
  open_cover: () => (entity) => moveTo(entity, 100),
  close_cover: () => (entity) => moveTo(entity, 0),
  // These covers arrive at once, so there is nothing left to stop.
  stop_cover: () => () => ({}),
  set_cover_position: (data) => {
    const position = Math.round(requiredNumber(data, 'position', 0, 100));
    return (entity) => moveTo(entity, position);
  },
};
