import type { reports as English } from '../en/reports.ts';

export const reports: typeof English = {
  title: 'Meldungen',
  lead: 'Mit einem kleinen Paket in deinem Home Assistant hört Alexa sofort, wenn sich etwas ändert: Routinen starten von selbst, und die Alexa-App zeigt, wie es steht. Kein Add-on, kein offener Port.',
  live: {
    title: 'Was Porchlight hört',
    never: 'Noch nichts',
    neverText: 'Sobald das Paket läuft, erscheint sein erstes Zeichen hier von selbst.',
    heard: (ago) => `Von deinem Zuhause gehört: ${ago}`,
    heardText: 'Meldungen sind eingeschaltet. Mindestens alle zehn Minuten kommt ein Lebenszeichen.',
    away: 'Dein Zuhause ist verstummt',
    awayText: (ago) =>
      `Zuletzt gehört: ${ago}. Prüfe, ob Home Assistant läuft und Netz hat und ob sein Paket das neueste ist.`,
    watching: 'Das aktualisiert sich von selbst.',
  },
  make: {
    title: 'Das Paket',
    locale: 'Steht in der Konfiguration deines Home Assistant schon „alexa: smart_home:“?',
    has: 'Ja (die Prüfung beim Verbinden hat es gefunden)',
    lacks: 'Nein, nimm es ins Paket auf',
    localeLabel: 'Sprache deiner Alexa',
    warning: 'Jedes Paket hat einen neuen Schlüssel. Der vorige gilt dann binnen fünf Minuten nicht mehr.',
    again: 'Das Paket in deinem Home Assistant hört dann auf zu arbeiten; ersetze es durch das neue.',
    action: 'Paket erstellen',
    actionAgain: 'Neues Paket erstellen',
    busy: 'Wird erstellt …',
    failed: 'Das Paket ließ sich nicht erstellen',
    secret: 'Der Schlüssel darin wird nur jetzt gezeigt. Behandle die Datei wie ein Passwort.',
    file: 'Das Paket als Text',
    copy: 'Kopieren',
    download: 'Herunterladen',
    copyFailed: 'Das Kopieren ging nicht. Markiere den Text und kopiere ihn selbst.',
  },
  steps: {
    title: 'Was damit zu tun ist',
    list: [
      'Speichere es als porchlight.yaml im Ordner „packages“ neben configuration.yaml deines Home Assistant. Die App (Add-on) „File editor“ oder „Studio Code Server“ kann das im Browser.',
      'Ist es dein erstes Paket, ergänze in configuration.yaml:',
      'In Home Assistant: Entwicklerwerkzeuge, YAML, „Konfiguration prüfen“, dann neu starten.',
      'Komm hierher zurück. Binnen einer Minute erscheint oben das erste Zeichen.',
    ],
  },
};
