import type { household as English } from '../en/household.ts';

export const household: typeof English = {
  title: 'Haushalt',
  lead: (home) =>
    `Wer zu ${home} gehört, steuert es mit einer eigenen Alexa. Gepflegt wird es nur vom Besitzer.`,
  failed: 'Der Haushalt ließ sich nicht lesen',
  members: {
    title: 'Wer dazugehört',
    nameless: 'Jemand, dessen Adresse noch nicht bekannt ist',
    you: 'du',
    roles: { owner: 'Besitzer', member: 'Mitglied' },
    since: (day) => `seit ${day}`,
    linked: 'Alexa verknüpft',
    unlinked: 'Alexa noch nicht verknüpft',
    alone: 'Bisher bist das nur du.',
    remove: 'Entfernen',
    handOver: 'Zum Besitzer machen',
  },
  removing: {
    title: (who) => `${who} entfernen?`,
    text: (home) =>
      `Die Alexa dort kann ${home} dann nicht mehr steuern und vergisst die Geräte. Home Assistant bleibt, wie er ist. Du kannst wieder einladen.`,
    confirm: 'Entfernen',
    busy: 'Wird entfernt …',
    done: (who) => `${who} gehört nicht mehr zu diesem Zuhause`,
    doneText:
      'Die Alexa dort kann hier nichts mehr steuern und bekommt gesagt, dass sie die Geräte vergisst.',
  },
  leaving: {
    action: (home) => `${home} verlassen`,
    title: (home) => `${home} verlassen?`,
    text: 'Deine Alexa kann es dann nicht mehr steuern und vergisst die Geräte. Um wiederzukommen, brauchst du eine neue Einladung.',
    confirm: 'Verlassen',
    busy: 'Einen Moment …',
    done: (home) => `Du gehörst nicht mehr zu ${home}`,
    doneText: 'Deine Alexa bekommt gesagt, dass sie die Geräte vergisst.',
  },
  handingOver: {
    title: (who) => `${who} zum Besitzer machen?`,
    text: (home) =>
      `Du bleibst Mitglied von ${home}. Einladen, entfernen, Geräte ändern und trennen kann dann nur noch der neue Besitzer; und nur er kann dich wieder zum Besitzer machen.`,
    token:
      'Die Erlaubnis bei Home Assistant bleibt die, die du gegeben hast. Der neue Besitzer sollte das Zuhause mit derselben Adresse neu verbinden und ein neues Paket machen.',
    confirm: 'Übergeben',
    busy: 'Wird übergeben …',
    done: (who) => `${who} ist jetzt der Besitzer`,
    doneText:
      'Sag dort Bescheid: das Zuhause mit derselben Adresse neu verbinden und ein neues Paket machen.',
  },
  invite: {
    title: 'Jemanden einladen',
    lead: 'Mach einen Link und schicke ihn selbst; Porchlight verschickt keine E-Mails. Er gilt für eine Person und sieben Tage.',
    email: 'E-Mail-Adresse der Person (freiwillig)',
    emailHint:
      'Dann kann nur ein Konto mit dieser Adresse den Link benutzen. Ohne Adresse kann es, wer ihn zuerst öffnet.',
    emailWrong: 'Das ist keine E-Mail-Adresse.',
    action: 'Link machen',
    busy: 'Einen Moment …',
    failed: 'Die Einladung kam nicht zustande',
    ready: 'Der Link ist fertig',
    forWhom: (email) => `Benutzen kann ihn nur ${email}, bis`,
    forAnybody: 'Benutzen kann ihn, wer ihn zuerst öffnet und sich anmeldet, bis',
    link: 'Link der Einladung',
    once: 'Er ist nur jetzt zu sehen. Geht er verloren, ziehe ihn unten zurück und mach einen neuen.',
    copy: 'Kopieren',
    copyFailed: 'Es ließ sich nicht kopieren. Markiere den Link und kopiere ihn selbst.',
    share: 'Teilen …',
    mail: 'E-Mail schreiben',
    another: 'Noch jemanden einladen',
    subject: (home) => `${home} mit deiner Alexa`,
    message: (home, day) =>
      `Hallo,\n\nmit diesem Link kannst du ${home} mit deiner eigenen Alexa steuern. Er gilt für eine Person, bis ${day}:`,
  },
  open: {
    title: 'Offene Einladungen',
    none: 'Es gibt keine.',
    anybody: 'Wer den Link hat',
    until: (day) => `bis ${day}`,
    revoke: 'Zurückziehen',
    busy: 'Wird zurückgezogen …',
    failed: 'Die Einladung ließ sich nicht zurückziehen',
    done: 'Die Einladung ist zurückgezogen',
    doneText: 'Ihr Link führt nirgendwohin mehr.',
  },
};
