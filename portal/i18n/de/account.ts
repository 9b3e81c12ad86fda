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
};
