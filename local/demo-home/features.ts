/**
 * Bits of `supported_features`, with Home Assistant's numbers
 * (`ClimateEntityFeature`, `CoverEntityFeature`, `FanEntityFeature`, `MediaPlayerEntityFeature`).
 */
export const climateFeature = { targetTemperature: 1, presetMode: 16, turnOff: 128, turnOn: 256 } as const;
export const coverFeature = { open: 1, close: 2, setPosition: 4, stop: 8 } as const;
export const fanFeature = { setSpeed: 1, oscillate: 2, turnOff: 16, turnOn: 32 } as const;
export const mediaFeature = {
  pause: 1,
  volumeSet: 4,
  volumeMute: 8,
  previousTrack: 16,
  nextTrack: 32,
  turnOn: 128,
  turnOff: 256,
  stop: 4096,
  play: 16384,
} as const;

/** All bits of one of the maps above, or of those named. */
export function featureBits(...bits: readonly number[]): number {
  return bits.reduce((sum, bit) => sum | bit, 0);
}
