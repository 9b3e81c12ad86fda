import type { join as English } from '../en/join.ts';

export const join: typeof English = {
  title: 'Einladung',
  waiting: { text: 'Eine Einladung wartet auf deine Antwort.', open: 'Ansehen' },
  first: {
    title: 'Du bist eingeladen',
    text: 'Jemand lässt dich in sein Zuhause: Du steuerst es dann mit deiner eigenen Alexa.',
    how: 'Melde dich an oder lege ein Konto an, dann siehst du, wer dich einlädt. Die Einladung wartet solange hier.',
  },
  offer: {
    title: (home) => `Zu ${home} dazukommen`,
    by: (owner, home) => `${owner} lädt dich zu ${home} ein.`,
    byUnknown: (home) => `Du bist zu ${home} eingeladen.`,
    gain: 'Du kannst die Geräte dann mit deiner eigenen Alexa steuern. Du siehst kein Passwort und änderst nichts an Home Assistant; du kannst jederzeit wieder gehen.',
    seen: 'Alle im Haushalt sehen deine E-Mail-Adresse und ob deine Alexa verknüpft ist.',
    signedInAs: 'Angemeldet bist du als',
    until: (day) => `Sie gilt bis ${day}.`,
    accept: 'Dazukommen',
    busy: 'Einen Moment …',
    decline: 'Nein, danke',
    somebodyElse: 'Mit einem anderen Konto anmelden',
  },
  failed: 'Du konntest nicht hereingelassen werden',
  notSeen: 'Die Einladung ließ sich nicht lesen',
  invalid: 'Diese Einladung geht nicht',
  notYours: 'Diese Einladung gilt nicht dir',
  toHome: 'Zur Startseite',
  incomplete: {
    title: 'Hier ist keine Einladung',
    text: 'Der Link ist nicht vollständig. Manche Programme schneiden lange Links ab.',
    remedy:
      'Öffne ihn noch einmal aus der Nachricht, mit der er kam, oder kopiere ihn ganz in die Adresszeile.',
  },
  joined: {
    title: (home) => `Du gehörst jetzt zu ${home}`,
    already: (home) => `Du gehörst schon zu ${home}`,
    own: (home) => `Dieser Link führt zu ${home}, deinem eigenen Zuhause`,
    alreadyText: 'Mit diesem Link ist nichts mehr zu tun.',
    ownText: 'Er ist für jemand anderen: Schick ihn weiter. Er gilt auch noch, wenn du ihn öffnest.',
    link: {
      title: 'Verknüpfe deine Alexa',
      text: 'In der Alexa-App: Mehr, Skills und Spiele, nach Porchlight suchen, aktivieren und mit dieser Adresse anmelden:',
    },
    wait: 'Diese Seite merkt es von selbst.',
    linked: {
      title: 'Deine Alexa ist verknüpft',
      text: 'Sie bekommt die Geräte dieses Zuhauses binnen einer Minute, ganz von selbst.',
    },
    say: 'Probier es: „Alexa, schalte das Licht vor der Tür ein.“',
    open: (home) => `Zu ${home}`,
  },
};
