import { type Change, type Entity, listOf, textOf } from '../entity.ts';
import { becomes, requiredFlag, requiredNumber, type Services } from './service.ts';

function skip(entity: Entity, by: number): Change {
  const playlist = listOf(entity, 'playlist');
  const index = playlist.indexOf(textOf(entity, 'media_title') ?? '');
  const title = playlist.at((index + by) % playlist.length);
  return title === undefined ? {} : { state: 'playing', attributes: { media_title: title } };
}

/** `media_player.*`: volume from 0 to 1. */
export const mediaPlayerServices: Services = {
  turn_on: becomes('idle'),
  turn_off: becomes('off'),
  media_play: becomes('playing'),
  media_pause: becomes('paused'),
  media_stop: becomes('idle'),
  media_next_track: () => (entity) => skip(entity, 1),
  media_previous_track: () => (entity) => skip(entity, -1),
  volume_set: (data) => {
    const level = requiredNumber(data, 'volume_level', 0, 1);
    return () => ({ attributes: { volume_level: level } });
  },
  volume_mute: (data) => {
    const muted = requiredFlag(data, 'is_volume_muted');
    return () => ({ attributes: { is_volume_muted: muted } });
  },
};
