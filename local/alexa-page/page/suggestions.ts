import type { ChatLocale } from '../chat-locales.ts';
import type { DeviceView } from '../view.ts';

/** A sentence about a device of a category. */
type Sentence = readonly [category: string, words: (name: string) => string];

const SENTENCES: Readonly<Record<ChatLocale, readonly Sentence[]>> = {
  'en-US': [
    ['LIGHT', (name) => `turn on the ${name}`],
    ['SCENE_TRIGGER', (name) => `activate ${name}`],
    ['TEMPERATURE_SENSOR', (name) => `what is the ${name}`],
    ['SMARTLOCK', (name) => `is the ${name} locked`],
  ],
  'de-DE': [
    ['LIGHT', (name) => `schalte ${name} ein`],
    ['SCENE_TRIGGER', (name) => `aktiviere ${name}`],
    ['TEMPERATURE_SENSOR', (name) => `wie ist ${name}`],
    ['SMARTLOCK', (name) => `ist ${name} verriegelt`],
  ],
};

/** A few things to say to a home that has these devices. */
export const suggestions = (devices: readonly DeviceView[], locale: ChatLocale): readonly string[] =>
  SENTENCES[locale].flatMap(([category, words]) => {
    const device = devices.find((each) => each.category === category);
    return device === undefined ? [] : [words(device.name.toLowerCase())];
  });
