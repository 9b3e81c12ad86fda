import { type Entity, numberOf, pairOf, textOf } from './entity.ts';

const states: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  window: { on: 'open', off: 'closed' },
  motion: { on: 'motion', off: 'clear' },
};

const hues = [
  'red',
  'orange',
  'yellow',
  'green',
  'green',
  'turquoise',
  'blue',
  'blue',
  'purple',
  'pink',
  'pink',
  'red',
];

/** "blue (210°)"; hardly saturated is white whatever the hue. */
function colorInWords([hue, saturation]: readonly [number, number]): string {
  if (saturation < 12) return 'white';
  return `${hues[Math.round(hue / 30) % 12] ?? 'red'} (${Math.round(hue)}°, ${percent(saturation)})`;
}

/** The time of day here, of a moment that Home Assistant writes in UTC. */
const timeOfDay = (moment: string): string => new Date(moment).toTimeString().slice(0, 8);

const percent = (value: number): string => `${Math.round(value)} %`;

/** The state in a person's words: an open window is "open", not "on"; a sensor has its unit. */
export function stateInWords(entity: Entity): string {
  const deviceClass = textOf(entity, 'device_class') ?? '';
  const unit = textOf(entity, 'unit_of_measurement');
  if (entity.state === 'unknown') return entity.domain === 'event' ? 'not rung yet' : 'ready';
  if (entity.domain === 'event') return `rang at ${timeOfDay(entity.state)}`;
  if (entity.domain === 'scene') return `set at ${timeOfDay(entity.state)}`;
  if (unit) return `${entity.state} ${unit}`;
  return states[deviceClass]?.[entity.state] ?? entity.state.replace('_', ' ');
}

/** What else is worth saying about an entity, each part by its name: `brightness` → `40 %`. */
export function details(entity: Entity): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) parts.set(name, value);
  };
  const given = (value: number | undefined, words: (value: number) => string): string | undefined =>
    value === undefined ? undefined : words(value);

  add(
    'brightness',
    given(numberOf(entity, 'brightness'), (value) => percent(value / 2.55)),
  );
  add(
    'white',
    given(numberOf(entity, 'color_temp_kelvin'), (value) => `${value} K`),
  );
  if (entity.attributes.color_mode === 'hs') {
    const color = pairOf(entity, 'hs_color');
    add('colour', color && colorInWords(color));
  }
  add(
    'target',
    given(numberOf(entity, 'temperature'), (value) => `${value} °C`),
  );
  add(
    'room',
    given(numberOf(entity, 'current_temperature'), (value) => `${value} °C`),
  );
  const preset = textOf(entity, 'preset_mode');
  add('preset', preset === 'none' ? undefined : preset);
  add('position', given(numberOf(entity, 'current_position'), percent));
  add('speed', entity.state === 'on' ? given(numberOf(entity, 'percentage'), percent) : undefined);
  if (entity.attributes.oscillating === true) add('oscillating', 'yes');
  add(
    'volume',
    given(numberOf(entity, 'volume_level'), (value) => percent(value * 100)),
  );
  if (entity.attributes.is_volume_muted === true) add('muted', 'yes');
  add('title', textOf(entity, 'media_title'));
  const ran = textOf(entity, 'last_triggered');
  add('last run', ran && timeOfDay(ran));
  return parts;
}

/**
 * One line about a change, for the log: `Kitchen light: off -> on`, or
 * `Kitchen light: brightness 40 % -> 75 %`; undefined when a person would see no difference.
 */
export function changeInWords(before: Entity, after: Entity): string | undefined {
  const changes: string[] = [];
  const [was, is] = [stateInWords(before), stateInWords(after)];
  if (was !== is) changes.push(`${was} -> ${is}`);
  // A lamp that goes on shows brightness and colour for the first time: the state says enough.
  if (before.state === after.state || details(before).size > 0) {
    const [old, now] = [details(before), details(after)];
    for (const [name, value] of now) {
      const earlier = old.get(name);
      if (earlier !== value) changes.push(`${name} ${earlier ? `${earlier} -> ` : ''}${value}`);
    }
  }
  return changes.length > 0 ? `${after.name}: ${changes.join(', ')}` : undefined;
}
