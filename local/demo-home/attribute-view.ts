import type { Attributes } from './entity.ts';

type View = (state: string, live: Attributes) => Attributes;

/** Where between warm and cold white a colour temperature lies, as hue and saturation. */
function whiteAsColor(kelvin: number): readonly [number, number] {
  const warmth = Math.min(1, Math.max(0, (6500 - kelvin) / 4500));
  return [Math.round(30 - 2 * warmth), Math.round(warmth * 76 * 10) / 10];
}

const light: View = (state, live) => {
  const lit: Record<string, unknown> = { ...live };
  const mode = live.color_mode;
  if (mode === 'hs') lit.color_temp_kelvin = null;
  if (mode === 'color_temp' && typeof live.color_temp_kelvin === 'number') {
    lit.hs_color = whiteAsColor(live.color_temp_kelvin);
  }
  return state === 'on' ? lit : Object.fromEntries(Object.keys(lit).map((key) => [key, null]));
};

const fan: View = (state, live) => (state === 'on' ? live : { ...live, percentage: 0 });

const mediaPlayer: View = (state, live) => (state === 'off' ? {} : live);

const views: Readonly<Record<string, View>> = { light, fan, media_player: mediaPlayer };

/**
 * What Home Assistant shows of an entity's live attributes in a given state. A lamp that is off reports
 * no brightness and no colour, though it remembers them for the next time it is switched on.
 */
export function visibleAttributes(domain: string, state: string, live: Attributes): Attributes {
  return views[domain]?.(state, live) ?? live;
}
