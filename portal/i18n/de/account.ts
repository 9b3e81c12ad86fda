import type { account as English } from '../en/account.ts';

export const account: typeof English = {
  title: 'Konto',
  signedInAs: 'Angemeldet als',
  signOut: 'Abmelden',
  signOutHint: 'Alexa läuft weiter, wenn du dich hier abmeldest.',
  links: 'Verknüpfungen mit Alexa',
  linksLead: 'Jedes Amazon-Konto, das den Skill mit deiner Anmeldung aktiviert hat.',
  homes: 'Zuhause',
  homesNone: 'Noch keines.',
  owner: 'Besitzer',
  member: 'Mitglied',
  language: 'Sprache',
  unlink: {
    action: 'Trennen',
    title: (region) => `Alexa in ${region} trennen?`,
    text: (day) =>
      `Die Verknüpfung seit ${day} endet sofort: Diese Alexa kann nichts mehr steuern und bekommt gesagt, dass sie die Geräte vergisst. Deine anderen Amazon-Konten laufen weiter. Um sie wieder zu verknüpfen, aktiviere den Skill in der Alexa-App neu.`,
    confirm: 'Trennen',
    busy: 'Wird getrennt …',
    done: 'Diese Alexa ist getrennt',
    doneText:
      'Alexa bekommt gesagt, dass sie die Geräte vergisst, und löst die Verknüpfung, sobald sie wieder benutzt wird.',
  },
  data: {
    title: 'Deine Daten',
    text: 'Alles, was Porchlight über dich weiß, als Datei (JSON). Kein Passwort und kein Token ist darin.',
    action: 'Meine Daten herunterladen',
    busy: 'Wird zusammengestellt …',
    failed: 'Deine Daten ließen sich nicht herunterladen',
    done: (file) => `Deine Daten sind in ${file}`,
  },
  deletion: {
    title: 'Konto löschen',
    lead: 'Das dauert etwa eine Minute und lässt sich nicht zurücknehmen. Was geschieht:',
    list: [
      'Alexa vergisst deine Geräte, und die Verknüpfung mit dem Skill endet.',
      'Porchlight widerruft seine Token bei dir zu Hause und löscht jedes Zuhause, das dir gehört, auch für alle, die du eingeladen hast. Sollen sie es behalten, übergib es vorher (Haushalt).',
      'Du verlässt jedes Zuhause, das anderen gehört.',
      'Deine Anmeldung wird gelöscht. Mit derselben Adresse kannst du dich neu registrieren, als jemand Neues.',
      'Home Assistant selbst bleibt, wie er ist.',
    ],
    action: 'Mein Konto löschen',
    dialog: 'Dein Konto endgültig löschen?',
    homes: (names) => `Für alle gelöscht: ${names}.`,
    confirmWith: (phrase) => `Gib zur Bestätigung ${phrase} ein`,
    word: 'löschen',
    mismatch: (phrase) => `Das ist nicht ${phrase}.`,
    confirm: 'Endgültig löschen',
    busy: 'Wird gelöscht …',
  },
};
