import { counter } from '../counting.ts';

const counted = counter('en');

/** The page about what Alexa sees of a home. */
export const devices = {
  title: 'Devices',
  count: (count: number) => `Alexa is offered ${counted(count, 'device', 'devices')}`,
  seen: (ago: string) => `As Porchlight found them ${ago}.`,
  unknown: 'Not known yet',
  unknownText:
    'Porchlight has not had a good look at this home yet. That happens by itself after connecting.',
  none: 'Home Assistant offers Alexa no device. Look at the filter below “alexa: smart_home:” in configuration.yaml.',
  sync: 'Sync devices now',
  syncBusy: 'Asking …',
  syncStarted: 'Porchlight is looking',
  syncStartedText: 'What is new or gone reaches Alexa within a few seconds.',
  syncFailed: 'The devices could not be synced',
  syncHint:
    'For when you have added, renamed or removed something in Home Assistant and do not want to wait.',
  heldBack: {
    title: 'Held back',
    lead: 'Home Assistant offers these too, but Alexa would not take them.',
    none: 'Nothing is held back: Alexa takes all that Home Assistant offers.',
    unnamed: 'A device without a name',
  },
  search: 'Search devices',
  results: (count: number) => counted(count, 'device', 'devices'),
  nothingFound: 'No device matches.',
  kinds: {
    light: 'Lights',
    switch: 'Switches',
    lock: 'Locks',
    cover: 'Blinds and doors',
    climate: 'Heating and cooling',
    fan: 'Fans',
    media_player: 'Media',
    sensor: 'Sensors',
    binary_sensor: 'Sensors',
    scene: 'Scenes',
    script: 'Scripts',
    automation: 'Automations',
    camera: 'Cameras',
    vacuum: 'Vacuums',
    alarm_control_panel: 'Alarm systems',
    input_boolean: 'Helpers',
    button: 'Buttons',
  },
  otherKind: 'Other',
};
