import type { Language } from '../../../lib/speech/language.ts';

/**
 * Some of what Alexa takes for her built-in intents; the real list is hers (Amazon, "Standard Built-in Intents").
 * `FallbackIntent` is what nothing else fits.
 */
export const builtInWords: Readonly<Record<Language, Readonly<Record<string, readonly string[]>>>> = {
  en: {
    'AMAZON.HelpIntent': ['help', 'help me', 'can you help me', 'what can i say'],
    'AMAZON.StopIntent': ['stop', 'off', 'shut up', 'exit', 'quit'],
    'AMAZON.CancelIntent': ['cancel', 'never mind', 'forget it'],
    'AMAZON.NavigateHomeIntent': ['go home', 'take me home'],
    'AMAZON.YesIntent': ['yes', 'yes please', 'sure', 'yeah', 'okay'],
    'AMAZON.NoIntent': ['no', 'no thanks', 'nope'],
  },
  de: {
    'AMAZON.HelpIntent': ['hilfe', 'hilf mir', 'was kann ich sagen'],
    'AMAZON.StopIntent': ['stopp', 'stop', 'aus', 'ende', 'beenden'],
    'AMAZON.CancelIntent': ['abbrechen', 'vergiss es', 'egal'],
    'AMAZON.NavigateHomeIntent': ['geh zum startbildschirm'],
    'AMAZON.YesIntent': ['ja', 'ja bitte', 'klar', 'okay'],
    'AMAZON.NoIntent': ['nein', 'nein danke', 'nee'],
  },
};
