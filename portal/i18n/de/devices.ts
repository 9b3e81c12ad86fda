import { counter } from '../counting.ts';
import type { devices as English } from '../en/devices.ts';

const counted = counter('de');

export const devices: typeof English = {
  title: 'Geräte',
  count: (count) => `Alexa bekommt ${counted(count, 'Gerät', 'Geräte')} angeboten`,
  seen: (ago) => `So hat Porchlight sie vorgefunden: ${ago}.`,
  unknown: 'Noch nicht bekannt',
  unknownText:
    'Porchlight hat dieses Zuhause noch nicht gut ansehen können. Das geschieht nach dem Verbinden von selbst.',
  none: 'Home Assistant bietet Alexa kein Gerät an. Sieh nach dem Filter unter „alexa: smart_home:“ in configuration.yaml.',
  sync: 'Geräte jetzt abgleichen',
  syncBusy: 'Wird angefragt …',
  syncStarted: 'Porchlight sieht nach',
  syncStartedText: 'Was neu ist oder fehlt, erreicht Alexa in wenigen Sekunden.',
  syncFailed: 'Die Geräte ließen sich nicht abgleichen',
  syncHint:
    'Wenn du in Home Assistant etwas hinzugefügt, umbenannt oder entfernt hast und nicht warten möchtest.',
  heldBack: {
    title: 'Zurückgehalten',
    lead: 'Auch diese bietet Home Assistant an, aber Alexa würde sie nicht nehmen.',
    none: 'Nichts wird zurückgehalten: Alexa nimmt alles, was Home Assistant anbietet.',
    unnamed: 'Ein Gerät ohne Namen',
  },
  search: 'Geräte suchen',
  results: (count) => counted(count, 'Gerät', 'Geräte'),
  nothingFound: 'Kein Gerät passt.',
  kinds: {
    light: 'Lampen',
    switch: 'Schalter',
    lock: 'Schlösser',
    cover: 'Rollläden und Tore',
    climate: 'Heizung und Klima',
    fan: 'Ventilatoren',
    media_player: 'Medien',
    sensor: 'Sensoren',
    binary_sensor: 'Sensoren',
    scene: 'Szenen',
    script: 'Skripte',
    automation: 'Automationen',
    camera: 'Kameras',
    vacuum: 'Staubsauger',
    alarm_control_panel: 'Alarmanlagen',
    input_boolean: 'Helfer',
    button: 'Tasten',
  },
  otherKind: 'Sonstige',
};
