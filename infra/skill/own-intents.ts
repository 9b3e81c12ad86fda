import type { ModelIntent } from './interaction-model.ts';
import type { PerLanguage } from './locales.ts';

/** Built-in intents that every model has: Alexa knows their sentences itself. */
const BUILT_IN = [
  'AMAZON.HelpIntent',
  'AMAZON.StopIntent',
  'AMAZON.CancelIntent',
  'AMAZON.NavigateHomeIntent',
  'AMAZON.FallbackIntent',
  'AMAZON.YesIntent',
  'AMAZON.NoIntent',
] as const;

/** @see https://developer.amazon.com/docs/alexa/custom-skills/standard-built-in-intents.html */
export const BUILT_IN_INTENTS: readonly ModelIntent[] = BUILT_IN.map((name) => ({ name, samples: [] }));

/** Sentences of an intent with at most one slot. */
interface OwnIntent {
  name: string;
  slot?: { name: string; type: string };
  samples: PerLanguage<readonly string[]>;
}

/**
 * The intents with names of their own that Home Assistant's guide describes (scenes, scripts, people), and the one that
 * changes between somebody's homes.
 * @see https://www.home-assistant.io/integrations/alexa.intent/
 */
const OWN: readonly OwnIntent[] = [
  {
    name: 'ActivateSceneIntent',
    slot: { name: 'Scene', type: 'Scenes' },
    samples: {
      en: [
        'activate {Scene}',
        'activate the scene {Scene}',
        'activate the {Scene} scene',
        'please activate {Scene}',
        'to activate {Scene}',
        'to activate the scene {Scene}',
        'turn on the scene {Scene}',
        'set the scene {Scene}',
        'for the scene {Scene}',
        'scene {Scene}',
      ],
      de: [
        'aktiviere {Scene}',
        'aktivier {Scene}',
        'aktiviere bitte {Scene}',
        'bitte aktiviere {Scene}',
        'aktiviere die szene {Scene}',
        'aktivier die szene {Scene}',
        'schalte die szene {Scene} ein',
        'stelle die szene {Scene} ein',
        '{Scene} aktivieren',
        'die szene {Scene} aktivieren',
        'nach der szene {Scene}',
        'szene {Scene}',
      ],
    },
  },
  {
    name: 'RunScriptIntent',
    slot: { name: 'Script', type: 'Scripts' },
    samples: {
      en: [
        'run {Script}',
        'run the script {Script}',
        'run the {Script} script',
        'please run {Script}',
        'to run {Script}',
        'to run the script {Script}',
        'start the script {Script}',
        'script {Script}',
      ],
      de: [
        'führe {Script} aus',
        'führe bitte {Script} aus',
        'bitte führe {Script} aus',
        'führe das skript {Script} aus',
        'starte das skript {Script}',
        '{Script} ausführen',
        'das skript {Script} ausführen',
        'das skript {Script} starten',
        'skript {Script}',
      ],
    },
  },
  {
    name: 'LocateIntent',
    slot: { name: 'User', type: 'AMAZON.FirstName' },
    samples: {
      en: [
        'where is {User}',
        "where's {User}",
        'where {User} is',
        'locate {User}',
        'to locate {User}',
        'find {User}',
      ],
      de: [
        'wo ist {User}',
        'wo {User} ist',
        'wo steckt {User}',
        'wo {User} steckt',
        'finde {User}',
        'nach {User}',
      ],
    },
  },
  {
    name: 'WhereAreWeIntent',
    samples: {
      en: [
        'where are we',
        'where we are',
        'where is everyone',
        'where everyone is',
        'where is everybody',
        'where is the family',
      ],
      de: [
        'wo sind wir',
        'wo wir sind',
        'wo sind alle',
        'wo alle sind',
        'wo ist die familie',
        'wo die familie ist',
      ],
    },
  },
  {
    name: 'UseHomeIntent',
    slot: { name: 'Home', type: 'Homes' },
    samples: {
      en: [
        'use {Home}',
        'use the home {Home}',
        'to use {Home}',
        'change to {Home}',
        'switch to {Home}',
        'go to {Home}',
        'talk to {Home}',
        'to talk to {Home}',
        'speak with {Home}',
        'connect me with {Home}',
      ],
      de: [
        'nimm das zuhause {Home}',
        'benutze {Home}',
        'verwende {Home}',
        'wechsle zu {Home}',
        'wechsel zu {Home}',
        'wechsle nach {Home}',
        'geh zu {Home}',
        'sprich mit {Home}',
        'verbinde mich mit {Home}',
        'zu {Home} wechseln',
      ],
    },
  },
];

export const ownIntents = (language: keyof PerLanguage<unknown>): ModelIntent[] =>
  OWN.map(({ name, slot, samples }) => ({
    name,
    ...(slot !== undefined && { slots: [{ ...slot }] }),
    samples: [...samples[language]],
  }));
