import type { BrokenRule } from '../../../lib/alexa/broken-rules.ts';

/** Why Alexa would not take a device. */
export const brokenRules: Readonly<Record<BrokenRule, string>> = {
  id: 'Seine Kennung fehlt, ist zu lang oder hat Zeichen, die Alexa nicht erlaubt',
  name: 'Sein Name ist leer oder länger als 128 Zeichen',
  description: 'Seine Beschreibung ist leer oder länger als 128 Zeichen',
  manufacturer: 'Sein Hersteller ist leer oder länger als 128 Zeichen',
  category: 'Es hat keine Kategorie',
  capability: 'Es hat keine Fähigkeit oder eine, die sich nicht lesen lässt',
  many_capabilities: 'Es hat mehr als 100 Fähigkeiten',
  same_capability: 'Es hat dieselbe Fähigkeit zweimal',
  no_alexa: 'Ihm fehlt die Schnittstelle „Alexa“, die jedes Gerät haben muss',
  size: 'Seine Beschreibung für Alexa ist zu umfangreich',
  same_id: 'Ein anderes Gerät hat dieselbe Kennung',
};
