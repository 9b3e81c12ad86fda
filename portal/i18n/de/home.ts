import { counter } from '../counting.ts';
import type { home as English } from '../en/home.ts';

const counted = counter('de');

export const home: typeof English = {
  title: 'Zuhause',
  welcome: 'Willkommen',
  statusFailed: 'Der Zustand ließ sich nicht lesen',
  checklist: {
    title: 'Einrichten',
    progress: (done, all) => `${done} von ${all} erledigt`,
    done: 'erledigt',
    open: 'offen',
    connect: {
      title: 'Zuhause verbinden',
      text: 'Damit Porchlight mit deinem Home Assistant sprechen kann.',
      action: 'Zuhause verbinden',
    },
    alexa: {
      title: 'Alexa verknüpfen',
      text: 'In der Alexa-App: Mehr, Skills und Spiele, nach Porchlight suchen, aktivieren und mit dem Konto anmelden, das du hier benutzt.',
    },
    reports: {
      title: 'Meldungen einschalten',
      text: 'Damit Alexa sofort hört, was sich zu Hause ändert: Routinen starten, und die App zeigt, wie es steht.',
      action: 'Meldungen einrichten',
    },
  },
  headline: {
    good: 'Alles läuft',
    answers: 'Dein Zuhause antwortet',
    paused: 'Pausiert',
    waiting: 'Verbunden',
    unknown: 'Etwas ist schiefgegangen',
  },
  sentence: {
    good: (name) => `Alexa erreicht ${name}.`,
    unlinked: (name) => `Porchlight erreicht ${name}. Alexa ist noch nicht verknüpft.`,
    paused: (name) => `${name} ist pausiert; Alexa kann es gerade nicht steuern.`,
    waiting: (name) => `${name} ist verbunden. Porchlight sucht die Geräte …`,
    idle: (name) => `${name} ist verbunden; gefragt wurde es noch nichts.`,
    bad: (name) => `Bis das behoben ist, kann Alexa ${name} nicht steuern.`,
  },
  whatToDo: 'Was zu tun ist',
  since: (ago) => `Begonnen hat es ${ago}.`,
  connectAgain: 'Neu verbinden',
  facts: {
    address: 'Adresse',
    lastAnswer: 'Letzte Antwort',
    version: 'Home Assistant',
    devices: 'Geräte',
    deviceCount: (count) => `${counted(count, 'Gerät', 'Geräte')} für Alexa`,
    devicesUnknown: 'noch nicht bekannt',
    looking: 'Suche läuft …',
    heldBack: (count) => `${counted(count, 'Gerät', 'Geräte')} zurückgehalten`,
    reports: 'Meldungen',
    heard: (ago) => `zuletzt gehört: ${ago}`,
    away: (ago) => `verstummt, zuletzt gehört: ${ago}`,
    neverHeard: 'nicht eingerichtet',
    connectedOn: 'Verbunden',
  },
  away: {
    what: 'Dein Zuhause ist verstummt',
    remedy:
      'Es sollte sich alle zehn Minuten melden. Prüfe, ob Home Assistant läuft und Netz hat und ob sein Paket das neueste ist.',
  },
  handedOver: {
    what: 'Dieses Zuhause gehört jetzt dir, seine Verbindung noch nicht',
    remedy:
      'Porchlight benutzt bei Home Assistant noch die Erlaubnis, die vor der Übergabe erteilt wurde, und wer sie erteilt hat, kann sie jederzeit zurücknehmen. Verbinde das Zuhause mit derselben Adresse neu; für Alexa ändert sich nichts.',
    package: 'Mach danach ein neues Paket (Meldungen): Den Schlüssel im alten kennt, wer es gemacht hat.',
  },
  administrator:
    'Porchlight ist dort als Administrator angemeldet. Das geht; ein Benutzer ohne Administratorrechte ist sicherer.',
  alexa: {
    title: 'Alexa',
    none: 'Noch nicht verknüpft, soweit Porchlight weiß.',
    linked: (region, day) => `${region}, seit ${day}`,
    dead: (region) => `${region}: geht nicht mehr`,
    regions: { NA: 'Nordamerika', EU: 'Europa und Indien', FE: 'Fernost und Australien' },
    reasons: {
      invalid_grant:
        'Die Erlaubnis wurde entzogen, oder eine neuere Verknüpfung ist an ihre Stelle getreten.',
      SKILL_DISABLED_EXCEPTION: 'Der Skill wurde deaktiviert.',
      SKILL_NOT_FOUND_EXCEPTION: 'Alexa kennt den Skill nicht mehr.',
      ACCOUNT_NOT_FOUND_EXCEPTION: 'Das Amazon-Konto gibt es nicht mehr.',
    },
  },
  disconnect: {
    action: (name) => `${name} trennen`,
    title: (name) => `${name} trennen?`,
    text: 'Alexa kann es dann nicht mehr steuern. Porchlight löscht alles, was es über dieses Zuhause weiß, und widerruft sein Token bei Home Assistant, es sei denn, du wolltest es behalten.',
    confirm: 'Trennen',
    busy: 'Wird getrennt …',
    done: (name) => `${name} ist getrennt`,
    receipts: {
      revoked: {
        title: 'Token widerrufen',
        text: 'Home Assistant nimmt das Token von Porchlight nicht mehr an, und Porchlight hat es gelöscht.',
      },
      still_accepted: {
        title: 'Token gilt noch',
        text: 'Porchlight hat sein Token gelöscht, aber Home Assistant nimmt es noch an. Lösche es dort: in deinem Profil unter Sicherheit, langlebige Zugangstoken.',
      },
      not_reached: {
        title: 'Zuhause nicht erreicht',
        text: 'Porchlight hat sein Token gelöscht, konnte es Home Assistant aber nicht sagen. Lösche es dort: in deinem Profil unter Sicherheit, langlebige Zugangstoken.',
      },
      kept: {
        title: 'Dein Token blieb, wie es ist',
        text: 'Porchlight hat seine Kopie des eingefügten Tokens gelöscht. In Home Assistant gilt es, bis du es dort löschst.',
      },
    },
    erased: 'Alles, was Porchlight über dieses Zuhause wusste, ist gelöscht.',
  },
};
