/** What somebody wants of the home. */
export type Wish = 'on' | 'off' | 'activate' | 'open' | 'close' | 'lock' | 'ask';

/** A language of the demo home's assistant. */
export interface AssistantSentences {
  /** Patterns with the device's name in the group `name`; the first that fits counts. */
  readonly wishes: readonly (readonly [Wish, RegExp])[];
  readonly done: Readonly<Record<Exclude<Wish, 'ask'>, (name: string) => string>>;
  readonly is: (name: string, state: string) => string;
  readonly which: (names: readonly string[]) => string;
  readonly unknownDevice: (name: string) => string;
  readonly notUnderstood: string;
}

const english: AssistantSentences = {
  wishes: [
    ['on', /^(?:turn|switch) (?:on )(?:the )?(?<name>.+)$/],
    ['on', /^(?:turn|switch) (?:the )?(?<name>.+) on$/],
    ['off', /^(?:turn|switch) (?:off )(?:the )?(?<name>.+)$/],
    ['off', /^(?:turn|switch) (?:the )?(?<name>.+) off$/],
    ['activate', /^(?:activate|run|start) (?:the )?(?<name>.+?)(?: scene| script)?$/],
    ['open', /^open (?:the )?(?<name>.+)$/],
    ['close', /^(?:close|shut) (?:the )?(?<name>.+)$/],
    ['lock', /^lock (?:the )?(?<name>.+)$/],
    ['ask', /^is (?:the )?(?<name>.+) (?:on|off|open|closed|locked|unlocked)$/],
    ['ask', /^(?:what is|what's|how is) (?:the )?(?<name>.+)$/],
  ],
  done: {
    on: (name) => `Turned on ${name}.`,
    off: (name) => `Turned off ${name}.`,
    activate: (name) => `${name} is on its way.`,
    open: (name) => `Opened ${name}.`,
    close: (name) => `Closed ${name}.`,
    lock: (name) => `Locked ${name}.`,
  },
  is: (name, state) => `${name} is ${state}.`,
  which: (names) => `Which one: ${new Intl.ListFormat('en', { type: 'disjunction' }).format(names)}?`,
  unknownDevice: (name) => `Sorry, I am not aware of any device called ${name}.`,
  notUnderstood: "Sorry, I couldn't understand that.",
};

const german: AssistantSentences = {
  wishes: [
    ['on', /^(?:schalte|schalt|mache|mach) (?:den |die |das )?(?<name>.+) (?:ein|an)$/],
    ['off', /^(?:schalte|schalt|mache|mach) (?:den |die |das )?(?<name>.+) aus$/],
    ['activate', /^(?:aktiviere|starte) (?:den |die |das )?(?:szene |skript )?(?<name>.+)$/],
    ['activate', /^führe (?:das )?(?:skript )?(?<name>.+) aus$/],
    ['open', /^(?:öffne|mache|mach) (?:den |die |das )?(?<name>.+?)(?: auf)?$/],
    ['close', /^schließe (?:den |die |das )?(?<name>.+)$/],
    ['lock', /^(?:verriegle|verriegele) (?:den |die |das )?(?<name>.+)$/],
    ['ask', /^ist (?:der |die |das )?(?<name>.+) (?:an|aus|ein|auf|zu|offen|geschlossen|verriegelt)$/],
    ['ask', /^(?:was ist|wie ist) (?:der |die |das )?(?<name>.+)$/],
  ],
  done: {
    on: (name) => `${name} eingeschaltet.`,
    off: (name) => `${name} ausgeschaltet.`,
    activate: (name) => `${name} läuft.`,
    open: (name) => `${name} geöffnet.`,
    close: (name) => `${name} geschlossen.`,
    lock: (name) => `${name} verriegelt.`,
  },
  is: (name, state) => `${name}: ${state}.`,
  which: (names) => `Welches: ${new Intl.ListFormat('de', { type: 'disjunction' }).format(names)}?`,
  unknownDevice: (name) => `Ein Gerät namens ${name} kenne ich leider nicht.`,
  notUnderstood: 'Das habe ich leider nicht verstanden.',
};

/** @param language such as `de-DE`; English where there is no other */
export const sentencesOf = (language: string): AssistantSentences =>
  language.toLowerCase().startsWith('de') ? german : english;
