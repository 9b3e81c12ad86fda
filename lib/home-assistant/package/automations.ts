/** The package's automations by their names, which Home Assistant makes the entity ids of: they stay as they are. */
export const AUTOMATIONS = {
  changes: 'Porchlight: say what changed',
  doorbells: 'Porchlight: somebody is at the door',
  heartbeat: 'Porchlight: heartbeat',
  started: 'Porchlight: Home Assistant has started',
  entities: 'Porchlight: devices were added, renamed or removed',
} as const;

/**
 * The entities that the package itself brings. To Home Assistant they are automations like any other, which it shows to
 * Alexa; she has no use for them. They are named in full, since a lamp at the porch has automations of its own.
 */
export const PACKAGE_ENTITIES: readonly string[] = Object.values(AUTOMATIONS).map(
  (name) => `automation.${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`,
);
