const PATHS = {
  devices:
    'M9.5 18h5M10.5 21h3M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2V16h5v-.1c0-.8.4-1.5 1-2A6 6 0 0 0 12 3z',
  speak: 'M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM5.600 5.600a9 9 0 0 0 0 12.800M18.400 5.600a9 9 0 0 1 0 12.800',
  messages: 'M4 5h16v11H9l-5 4zM8 9h8M8 12h5',
  try: 'M9 3h6M10 3v6l-5 9.500c-.6 1.300.2 2.500 1.500 2.500h11c1.300 0 2.100-1.200 1.500-2.500L14 9V3M7.500 15h9',
  plug: 'M8 3v5M16 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  thermostat: 'M12 3a2.5 2.5 0 0 1 2.5 2.5v8a4 4 0 1 1-5 0v-8A2.5 2.5 0 0 1 12 3zM12 9v7',
  blind: 'M4 4h16M6 4v11h12V4M6 8h12M6 11.5h12M12 15v5',
  garage: 'M4 20V9l8-5 8 5v11M7 20v-8h10v8M7 16h10',
  fan: 'M12 12m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M12 10.500c0-6 5-6 4-2.500-.5 2-2.500 3-2.800 3.300M13.300 12.800c5.200 3 2.700 7.300.2 4.700-1.500-1.400-1.300-3.700-1.500-4M10.600 12.700c-5.200 3-7.700-1.300-4.200-2.200 2-.5 3.900.6 4.200.7',
  speaker: 'M7 3h10v18H7zM12 7v.01M12 17a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  sensor:
    'M12 13v.01M8.500 16.500a5 5 0 0 1 0-7M15.500 9.500a5 5 0 0 1 0 7M5.600 19.400a9 9 0 0 1 0-12.800M18.400 6.600a9 9 0 0 1 0 12.800',
  bell: 'M12 3a6 6 0 0 0-6 6c0 5-2 6.500-2 6.500h16S18 14 18 9a6 6 0 0 0-6-6zM10 19a2 2 0 0 0 4 0',
  window: 'M5 3h14v18H5zM12 3v18M5 12h14',
  scene: 'M12 3l2.300 5.700L20 11l-5.700 2.300L12 19l-2.300-5.700L4 11l5.700-2.300z',
  other: 'M5 5h6v6H5zM13 5h6v6h-6zM5 13h6v6H5zM13 13h6v6h-6z',
} as const;

/** What there is a drawing of. */
export type IconName = keyof typeof PATHS;

/** A drawing beside words that say the same; it says nothing of its own. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);

const CATEGORIES: Readonly<Record<string, IconName>> = {
  LIGHT: 'devices',
  SMARTPLUG: 'plug',
  SWITCH: 'plug',
  SMARTLOCK: 'lock',
  THERMOSTAT: 'thermostat',
  TEMPERATURE_SENSOR: 'thermostat',
  INTERIOR_BLIND: 'blind',
  EXTERIOR_BLIND: 'blind',
  CURTAIN: 'blind',
  GARAGE_DOOR: 'garage',
  DOOR: 'garage',
  FAN: 'fan',
  SPEAKER: 'speaker',
  TV: 'speaker',
  CONTACT_SENSOR: 'window',
  MOTION_SENSOR: 'sensor',
  DOORBELL: 'bell',
  SCENE_TRIGGER: 'scene',
  ACTIVITY_TRIGGER: 'scene',
};

/** The drawing for one of Alexa's display categories. */
export const iconOf = (category: string): IconName =>
  (Object.hasOwn(CATEGORIES, category) ? CATEGORIES[category] : undefined) ?? 'other';
