import type { frame as English } from '../en/frame.ts';

export const frame: typeof English = {
  skip: 'Zum Inhalt springen',
  nav: 'Seiten',
  pages: {
    home: 'Zuhause',
    devices: 'Geräte',
    household: 'Haushalt',
    reports: 'Meldungen',
    speech: 'Sprechen',
    account: 'Konto',
  },
  language: 'Sprache',
  homes: 'Zuhause',
  chooseHome: (name) => `Zuhause: ${name}. Ein anderes wählen`,
  connectAnother: 'Weiteres Zuhause verbinden',
  loading: 'Einen Moment …',
  dismiss: 'Ausblenden',
  tryAgain: 'Noch einmal versuchen',
  close: 'Schließen',
  cancel: 'Abbrechen',
  copied: 'Kopiert',
  opensNewTab: '(öffnet einen neuen Tab)',
  justNow: 'gerade eben',
  offline: { title: 'Du bist offline', text: 'Die Seite macht von selbst weiter, sobald es ein Netz gibt.' },
  stale: 'Das ist vielleicht nicht mehr aktuell:',
  notFound: {
    title: 'Diese Seite gibt es nicht',
    text: 'Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.',
    home: 'Zur Startseite',
  },
  member: 'Du bist Mitglied dieses Zuhauses; gepflegt wird es von seinem Besitzer.',
  noHome: {
    title: 'Noch ist kein Zuhause verbunden',
    text: 'Sobald dein Home Assistant verbunden ist, füllt sich diese Seite.',
    connect: 'Zuhause verbinden',
  },
  light: { good: 'läuft', bad: 'gestört', idle: 'ruht' },
  failures: {
    no_connection: {
      what: 'Porchlight ist nicht erreichbar.',
      remedy: 'Prüfe dein Netz und versuche es noch einmal.',
    },
    service_trouble: {
      what: 'Bei uns ist etwas schiefgegangen.',
      remedy: 'Bitte versuche es in einer Minute wieder.',
    },
    sign_in_needed: {
      what: 'Deine Anmeldung ist abgelaufen.',
      remedy: 'Melde dich an, dann geht es weiter.',
    },
    sign_in_not_started: {
      what: 'Diese Anmeldung wurde nicht in diesem Tab begonnen oder ist schon abgeschlossen. Das passiert etwa beim Zurückgehen.',
      remedy: 'Bitte melde dich noch einmal an.',
    },
    sign_in_refused: {
      what: 'Die Anmeldeseite hat dich nicht hereingelassen.',
      remedy: 'Bitte melde dich noch einmal an.',
    },
    home_paused: { what: 'Dieses Zuhause ist pausiert.', remedy: 'Setze es auf der Startseite fort.' },
    forbidden: {
      what: 'Das darf nur der Besitzer dieses Zuhauses.',
      remedy: 'Frage, wer dich eingeladen hat.',
    },
    not_found: {
      what: 'Das gibt es nicht mehr.',
      remedy:
        'Vielleicht wurde es in einem anderen Tab oder von jemand anderem entfernt. Lade die Seite neu.',
    },
    request_invalid: {
      what: 'Porchlight nimmt das Eingegebene nicht an.',
      remedy: 'Prüfe es und versuche es noch einmal. Bleibt es dabei, lade die Seite neu.',
    },
    user_deleted: {
      what: 'Dieses Konto wurde gelöscht.',
      remedy: 'Melde dich ab; du kannst dich neu registrieren.',
    },
    unknown: {
      what: 'In dieser Seite ist etwas schiefgegangen.',
      remedy: 'Lade sie neu und versuche es noch einmal.',
    },
  },
};
