/** Why Alexa would not take a device: what the API says in English (`lib/alexa/discovery.ts`), in German. */
const REASONS: ReadonlyMap<string, string> = new Map([
  [
    'its id is missing, too long, or has characters that Alexa does not allow',
    'Seine Kennung fehlt, ist zu lang oder hat Zeichen, die Alexa nicht erlaubt',
  ],
  ['its name is empty or longer than 128 characters', 'Sein Name ist leer oder länger als 128 Zeichen'],
  [
    'its description is empty or longer than 128 characters',
    'Seine Beschreibung ist leer oder länger als 128 Zeichen',
  ],
  [
    'its manufacturer is empty or longer than 128 characters',
    'Sein Hersteller ist leer oder länger als 128 Zeichen',
  ],
  ['it has no display category', 'Es hat keine Kategorie'],
  [
    'it has no capability, or one that cannot be read',
    'Es hat keine Fähigkeit oder eine, die sich nicht lesen lässt',
  ],
  ['it has more than 100 capabilities', 'Es hat mehr als 100 Fähigkeiten'],
  ['it has the same capability twice', 'Es hat dieselbe Fähigkeit zweimal'],
  [
    'it does not have the interface "Alexa", which every device must have',
    'Ihm fehlt die Schnittstelle „Alexa“, die jedes Gerät haben muss',
  ],
  ['its description for Alexa is too large', 'Seine Beschreibung für Alexa ist zu umfangreich'],
  ['another device has the same id', 'Ein anderes Gerät hat dieselbe Kennung'],
]);

/** A reason that is not known here stays in English. */
export const invalidReason = (reason: string): string => REASONS.get(reason) ?? reason;
