import { type Entity, numberOf, supports } from '../../entity.ts';
import { mediaFeature } from '../../features.ts';
import { type Capability, type Handlers, payloadNumber } from '../interface.ts';

const level = (entity: Entity): number | undefined => {
  const volume = numberOf(entity, 'volume_level');
  return volume === undefined ? undefined : Math.round(volume * 100);
};

/** `Alexa.Speaker`; a player that is off has no volume. */
export function speaker(entity: Entity): Capability {
  return {
    interface: 'Alexa.Speaker',
    properties: {
      volume: level,
      ...(supports(entity, mediaFeature.volumeMute)
        ? { muted: (now: Entity) => now.attributes.is_volume_muted === true }
        : {}),
    },
  };
}

export const speakerHandlers: Handlers = {
  SetVolume: ({ payload, call }) => {
    call('volume_set', { volume_level: Math.round(payloadNumber(payload, 'volume')) / 100 });
    return {};
  },
  AdjustVolume: ({ entity, payload, call }) => {
    const current = level(entity);
    if (current === undefined) throw new TypeError('the player has no volume');
    const volume = Math.max(0, current + Math.trunc(payloadNumber(payload, 'volume')));
    call('volume_set', { volume_level: volume / 100 });
    return {};
  },
  SetMute: ({ payload, call }) => {
    call('volume_mute', { is_volume_muted: Boolean(payload.mute) });
    return {};
  },
};
