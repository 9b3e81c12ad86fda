import { type Entity, supports } from '../../entity.ts';
import { coverFeature, mediaFeature } from '../../features.ts';
import type { Capability, Handler, Handlers } from '../interface.ts';

const operations = [
  ['Next', mediaFeature.nextTrack],
  ['Pause', mediaFeature.pause],
  ['Play', mediaFeature.play],
  ['Previous', mediaFeature.previousTrack],
  ['Stop', mediaFeature.stop],
] as const;

/** `Alexa.PlaybackController` of a media player: only the operations it has. */
export function playbackController(entity: Entity): Capability {
  return {
    interface: 'Alexa.PlaybackController',
    discovery: {
      supportedOperations: operations.filter(([, bit]) => supports(entity, bit)).map(([name]) => name),
    },
  };
}

/** The same interface for a cover, with "stop" alone. */
export function coverStop(): Capability {
  return {
    interface: 'Alexa.PlaybackController',
    instance: 'cover.stop',
    discovery: { supportedOperations: ['Stop'] },
  };
}

const playbackStates: Readonly<Record<string, string>> = { playing: 'PLAYING', paused: 'PAUSED' };

/** `Alexa.PlaybackStateReporter`. */
export function playbackStateReporter(): Capability {
  return {
    interface: 'Alexa.PlaybackStateReporter',
    properties: { playbackState: (entity) => ({ state: playbackStates[entity.state] ?? 'STOPPED' }) },
  };
}

const run =
  (service: string): Handler =>
  ({ call }) => {
    call(service);
    return {};
  };

export const playbackHandlers: Handlers = {
  Play: run('media_play'),
  Pause: run('media_pause'),
  Next: run('media_next_track'),
  Previous: run('media_previous_track'),
  Stop: ({ entity, call }) => {
    if (entity.domain !== 'cover') call('media_stop');
    else if (supports(entity, coverFeature.stop)) call('stop_cover');
    return {};
  },
};
