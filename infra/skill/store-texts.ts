import type { PerLanguage } from './locales.ts';

/** What the Alexa app shows of the skill. */
export interface StoreTexts {
  /** One line. */
  summary: string;
  description: string;
  keywords: readonly string[];
  /** Built around the invocation name; each is a sentence that the model knows. */
  examplePhrases: (invocationName: string) => string[];
}

export const STORE_TEXTS: PerLanguage<StoreTexts> = {
  en: {
    summary: 'Your own Home Assistant, as devices in Alexa and to speak with.',
    description: [
      'Connects your Home Assistant with Alexa. Lights, blinds, heating, locks and sensors of your home become devices in Alexa, and you can speak with your home in your own words: ask whether a door is locked, turn on a scene, run a script.',
      'You need a Home Assistant that can be reached over the internet, and an account at this Porchlight: you sign up while you link the skill, and connect your home on the Porchlight page.',
      'Porchlight is open source and not affiliated with Amazon or with the Open Home Foundation.',
    ].join('\n\n'),
    keywords: [
      'home assistant',
      'smart home',
      'lights',
      'scenes',
      'scripts',
      'porchlight',
      'home automation',
    ],
    examplePhrases: (name) => [
      `Alexa, ask ${name} to turn on the kitchen light`,
      `Alexa, ask ${name} whether the front door is locked`,
      `Alexa, open ${name}`,
    ],
  },
  de: {
    summary: 'Dein eigenes Home Assistant, als Geräte in Alexa und zum Sprechen.',
    description: [
      'Verbindet dein Home Assistant mit Alexa. Lichter, Rollläden, Heizung, Schlösser und Sensoren werden Geräte in Alexa, und du kannst mit deinem Zuhause in deinen eigenen Worten sprechen: fragen, ob eine Tür zu ist, eine Szene einschalten, ein Skript starten.',
      'Du brauchst ein Home Assistant, das über das Internet erreichbar ist, und ein Konto bei diesem Porchlight: Du legst es an, während du den Skill verknüpfst, und verbindest dein Zuhause auf der Porchlight-Seite.',
      'Porchlight ist quelloffen und gehört weder zu Amazon noch zur Open Home Foundation.',
    ].join('\n\n'),
    keywords: ['home assistant', 'smart home', 'licht', 'szenen', 'skripte', 'porchlight', 'hausautomation'],
    examplePhrases: (name) => [
      `Alexa, frage ${name} ob die Haustür zu ist`,
      `Alexa, öffne ${name} und schalte das Küchenlicht ein`,
      `Alexa, öffne ${name}`,
    ],
  },
};
