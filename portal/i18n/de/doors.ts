import type { doors as English } from '../en/doors.ts';

export const doors: typeof English = {
  welcome: {
    title: 'Lass für Alexa das Licht an',
    lead: 'Porchlight verbindet deinen eigenen Home Assistant mit Alexa: Lampen, Rollläden, Schlösser und Szenen auf Zuruf, und deine Routinen in dem Moment, in dem sich zu Hause etwas ändert.',
    signUp: 'Konto anlegen',
    signIn: 'Anmelden',
    byInvitation: 'Vielleicht brauchst du hier für ein Konto eine Einladung.',
    steps: [
      {
        title: 'Zuhause verbinden',
        text: 'Gib die Adresse ein und melde dich bei deinem eigenen Home Assistant an. Porchlight sieht dein Passwort nie.',
      },
      { title: 'Skill aktivieren', text: 'In der Alexa-App, mit dem Konto, das du hier anlegst.' },
      { title: 'Sag es', text: '„Alexa, schalte das Licht vor der Tür ein.“' },
    ],
    promises: 'Gut zu wissen',
    promiseList: [
      'Wenn etwas nicht geht, steht hier, warum, und was du tun kannst.',
      'Du siehst, was Porchlight bei dir darf, und nimmst es mit einem Klick zurück.',
      'Quelloffen, ohne Werbung, und niemand sieht zu.',
    ],
  },
  ended: {
    title: 'Bitte melde dich neu an',
    text: 'Deine Anmeldung ist abgelaufen. Danach bist du wieder, wo du warst.',
  },
  needed: {
    title: 'Bitte melde dich an',
    text: 'Auf dieser Seite geht es um dein Zuhause. Danach bist du gleich dort.',
  },
  almostThere: {
    title: 'Fast geschafft',
    text: 'Home Assistant hat dich hereingelassen. Melde dich auch bei Porchlight an, mit dem Konto, mit dem du begonnen hast, und dein Zuhause ist verbunden.',
  },
  signInUnavailable: 'Die Anmeldeseite ließ sich nicht öffnen',
  notSignedIn: 'Du bist nicht angemeldet',
  notLoaded: 'Porchlight konnte nicht geladen werden',
};
