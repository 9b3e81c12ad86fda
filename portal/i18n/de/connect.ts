import { counter } from '../counting.ts';
import type { connect as English } from '../en/connect.ts';

const counted = counter('de');

const certificateProblems: typeof English.certificate.problems = {
  self_signed: {
    what: 'Es bürgt für sich selbst: Keine Stelle sagt, wem es gehört.',
    remedy:
      'Ein Zertifikat von Let’s Encrypt genügt. Oder vergleiche den Fingerabdruck unten mit dem deines eigenen Zertifikats und vertraue genau diesem.',
  },
  unknown_authority: {
    what: 'Die Stelle dahinter ist keine bekannte, oder ein Teil der Kette fehlt.',
    remedy:
      'Installiere die ganze Kette (fullchain.pem). Ist es deine eigene Stelle, nenne sie unter „Erweiterte Einstellungen“. Oder vergleiche den Fingerabdruck unten und vertraue genau diesem Zertifikat.',
  },
  expired: {
    what: 'Es ist abgelaufen.',
    remedy:
      'Besser erneuerst du es und siehst nach, warum das nicht von selbst geschah. Du kannst auch genau diesem vertrauen; einem erneuerten musst du dann neu vertrauen.',
  },
  not_yet_valid: {
    what: 'Es gilt noch nicht.',
    remedy:
      'Stell die Uhr der Maschine, die es gemacht hat, und mach es neu. Oder vergleiche den Fingerabdruck unten und vertraue genau diesem.',
  },
  wrong_host: {
    what: 'Es ist für einen anderen Namen als diese Adresse.',
    remedy:
      'Nimm den Namen, für den es ist, oder besorge eines für diese Adresse. Oder vergleiche den Fingerabdruck unten und vertraue genau diesem.',
  },
  not_the_pinned_one: {
    what: 'Es ist nicht das Zertifikat, dem du vertraust.',
    remedy:
      'Hast du es erneuert, vergleiche den neuen Fingerabdruck und vertraue ihm. Wenn nicht, antwortet vielleicht jemand anderes: Verbinde dich nicht.',
  },
  client_certificate_required: {
    what: 'Etwas davor verlangt von Porchlight ein Zertifikat.',
    remedy:
      'Trag unter „Erweiterte Einstellungen“ ein Client-Zertifikat ein, das dort gilt, und seinen Schlüssel.',
  },
};

export const connect: typeof English = {
  title: 'Zuhause verbinden',
  lead: 'Drei Schritte: die Adresse, eine Prüfung und deine Erlaubnis.',
  address: {
    label: 'Adresse deines Home Assistant',
    hint: 'So, wie du ihn von unterwegs öffnest.',
    willBe: (origin) => `Porchlight nimmt ${origin}`,
    pathDropped: 'Was danach kommt, fällt weg: Unter einem Pfad kann Home Assistant nicht liegen.',
    problems: {
      empty: 'Gib zuerst die Adresse ein.',
      no_address: 'Das ist keine Adresse. Schreib sie so: https://home.example.org.',
      not_web: 'Die Adresse muss mit https:// beginnen.',
      credentials: 'Lass Benutzername und Passwort aus der Adresse weg.',
      port: 'Auf diesem Port läuft Home Assistant nicht. Üblich sind 443 und 8123.',
    },
    cautions: {
      local_name: {
        what: 'Diesen Namen kennt nur dein eigenes Netz.',
        remedy:
          'Alexa lebt in der Cloud, und Porchlight auch: Sie brauchen eine Adresse, die von außen geht.',
      },
      private_address: {
        what: 'Das ist eine Adresse aus einem privaten Netz.',
        remedy: 'Von außen führt sie nirgendwohin. Alexa und Porchlight brauchen eine Adresse im Internet.',
      },
      plain_http: {
        what: 'Ohne https könnte unterwegs jeder mitlesen.',
        remedy: 'Versuche dieselbe Adresse mit https://.',
      },
      not_a_home: {
        what: 'Das ist eine Seite über Home Assistant, nicht deiner.',
        remedy:
          'Öffne deinen Home Assistant von unterwegs und kopiere dort die Adresse. Mit der Home Assistant Cloud endet sie auf ui.nabu.casa.',
      },
    },
    howToGetOne: 'So bekommst du eine öffentliche Adresse',
    noOpenPort:
      'Ist kein Port in deinem Router offen, oder gibt dir dein Anbieter keine eigene Adresse (CGNAT, DS-Lite)? Ein Tunnel kommt ohne aus.',
  },
  name: { label: 'Name', hint: 'So heißt es hier, etwa „Wohnung“ oder „Hütte“.', fallback: 'Zuhause' },
  check: 'Adresse prüfen',
  checking: 'Wird geprüft …',
  checkFailed: 'Die Adresse ließ sich nicht prüfen',
  verdict: {
    ok: (url) => `${url} kann verbunden werden.`,
    bad: (url, problems) =>
      `${url} kann noch nicht verbunden werden: ${counted(problems, 'Problem', 'Probleme')}.`,
    fix: 'Bring das in Ordnung und prüfe dann noch einmal.',
  },
  steps: {
    dns: { name: 'Name', passed: 'Er hat eine Adresse.' },
    address_allowed: { name: 'Öffentliche Adresse', passed: 'Sie darf benutzt werden.' },
    reachable: { name: 'Erreichbar', passed: 'Dort antwortet etwas.' },
    tls: { name: 'Sichere Verbindung', passed: 'Das Zertifikat ist in Ordnung.' },
    home_assistant: { name: 'Home Assistant', passed: 'Es ist Home Assistant.' },
    smart_home: { name: 'Alexa in Home Assistant', passed: 'Eingeschaltet.' },
    token: { name: 'Token', passed: 'Home Assistant nimmt es an.' },
    administrator: {
      name: 'Rechte des Tokens',
      passed: 'Es gehört einem Benutzer ohne Administratorrechte.',
    },
    devices: { name: 'Geräte', passed: 'Es gibt welche.' },
  },
  found: {
    version: (version) => `Version ${version}.`,
    devices: (count) => `${counted(count, 'Gerät', 'Geräte')} für Alexa.`,
    plainHttp: 'Ohne https, was der Betreiber dieses Porchlight für diese Adresse erlaubt.',
    notTried: 'Nicht versucht.',
    pinned: 'Es ist genau das Zertifikat, dem du vertraust.',
    technical: 'Technisch:',
  },
  warned: {
    administrator: {
      what: 'Es gehört einem Administrator.',
      remedy: 'Das geht. Ein eigener Benutzer ohne Administratorrechte wäre sicherer.',
    },
    devices: {
      what: 'Home Assistant bietet Alexa kein Gerät an.',
      remedy: 'Sieh nach dem Filter unter „alexa: smart_home:“ in configuration.yaml.',
    },
  },
  status: {
    passed: 'bestanden',
    warning: 'bestanden, mit einer Warnung',
    failed: 'gescheitert',
    skipped: 'nicht versucht',
    running: 'wird geprüft',
    waiting: 'kommt noch',
  },
  certificate: {
    problems: certificateProblems,
    facts: {
      fingerprint: 'Fingerabdruck (SHA-256)',
      names: 'Für',
      issuer: 'Ausgestellt von',
      validity: 'Gültig',
    },
    itself: 'sich selbst',
    nobody: 'nicht genannt',
    fromTo: (from, to) => `${from} bis ${to}`,
    compare: {
      summary: 'So vergleichst du den Fingerabdruck',
      steps: [
        'Öffne zu Hause, in deinem eigenen Netz, die https-Adresse deines Home Assistant im Browser.',
        'Drück auf das, was links der Adresse steht („Nicht sicher“ oder das Schloss), und lass dir das Zertifikat zeigen.',
        'Such den Fingerabdruck mit SHA-256. Es muss der von oben sein, bis zum letzten Paar; Doppelpunkte und Großschreibung sind gleich.',
      ],
      console: 'Oder dort, wo die Datei des Zertifikats liegt:',
    },
    trust: 'Diesem Zertifikat vertrauen',
    onlyIf:
      'Nur wenn die Fingerabdrücke gleich sind. Dann nimmt Porchlight dieses Zertifikat und kein anderes.',
  },
  permission: {
    title: 'Deine Erlaubnis',
    text: 'Melde dich dort an, und Porchlight bekommt ein eigenes Token. Dein Passwort bleibt bei deinem Home Assistant, und das Token kannst du jederzeit zurücknehmen.',
    signIn: 'Bei Home Assistant anmelden',
    browserWarns:
      'Vielleicht warnt dein Browser vor dem Zertifikat, bevor er diese Seite zeigt. Er sollte denselben Fingerabdruck zeigen.',
    leaving: 'Einen Moment …',
    failed: 'Die Anmeldung ließ sich nicht beginnen',
  },
  token: {
    summary: 'Stattdessen ein Token einfügen',
    label: 'Langlebiges Zugangstoken',
    hint: 'In Home Assistant: dein Profil, Sicherheit, Langlebige Zugangstoken, Token erstellen.',
    open: 'Diese Seite in deinem Home Assistant öffnen',
    revoke: 'Dieses Token widerrufen, wenn ich das Zuhause trenne',
    submit: 'Mit diesem Token verbinden',
    busy: 'Wird verbunden …',
    missing: 'Füge zuerst das Token ein.',
    malformed: 'Das sieht nicht wie ein Token aus.',
    refused: 'Home Assistant lehnt dieses Token ab.',
  },
  advanced: {
    summary: 'Erweiterte Einstellungen',
    lead: 'Für ein Zuhause hinter einem Tor: Was Porchlight mitschickt, wird versiegelt gespeichert und nie wieder gezeigt.',
    headers: {
      title: 'Zusätzliche Header',
      hint: 'Zum Beispiel CF-Access-Client-Id und CF-Access-Client-Secret von Cloudflare Access.',
      name: 'Header',
      value: 'Wert',
      add: 'Header hinzufügen',
      remove: (name) => `${name === '' ? 'Diesen Header' : name} entfernen`,
      problem: 'Dieser Header lässt sich nicht setzen, oder sein Wert enthält unpassende Zeichen.',
    },
    clientCertificate: {
      title: 'Client-Zertifikat',
      hint: 'Für einen Proxy, der sonst niemanden hereinlässt (mutual TLS). Beides im PEM-Format.',
      certificate: 'Zertifikat',
      key: 'Privater Schlüssel',
      problem: 'Das ist kein Zertifikat mit seinem eigenen Schlüssel, beides in PEM.',
    },
    trust: {
      title: 'Eigenes Zertifikat',
      none: 'Die üblichen Stellen',
      ca: 'Eine eigene Stelle, neben den üblichen',
      pinned: 'Genau dieses Zertifikat, gleich für welchen Namen',
      pem: 'Zertifikat in PEM',
      problem: 'Das ist kein Zertifikat im PEM-Format.',
    },
  },
  finishing: {
    title: 'Dein Zuhause wird verbunden',
    text: 'Porchlight spricht mit deinem Home Assistant. Ein paar Sekunden …',
  },
  connected: (name) => `${name} ist verbunden.`,
  reconnected: (name) => `${name} ist wieder verbunden.`,
  next: 'Porchlight sucht jetzt die Geräte.',
  failed: 'Dein Zuhause konnte nicht verbunden werden',
  noCode: {
    title: 'Home Assistant hat keinen Code geschickt',
    text: 'Beginne noch einmal und lass es zu Ende laufen.',
  },
  guide: {
    title: 'Keine Adresse, die von außen geht?',
    lead: 'Es gibt drei gute Wege. Einen offenen Port braucht nur der letzte.',
    tunnel: {
      title: 'Cloudflare Tunnel: kostenlos, mit eigener Domain',
      steps: [
        'Hab eine Domain bei Cloudflare; der kostenlose Tarif genügt.',
        'Füge in Home Assistant den Apps (Add-ons) das Repository https://github.com/homeassistant-apps/repository hinzu, installiere „Cloudflared“ und setze in dessen Konfiguration external_hostname auf einen Namen wie home.example.org.',
        'Lass Home Assistant in configuration.yaml dem Tunnel vertrauen und starte ihn neu:',
        'Starte die App. Ihr Protokoll zeigt eine Adresse: öffne sie, melde dich bei Cloudflare an und wähle deine Domain.',
        'Gib oben https://home.example.org ein.',
      ],
      access:
        'Wacht Cloudflare Access über den Namen: Lege ein Service-Token an, erlaube es in einer Richtlinie mit der Aktion „Service Auth“ und trage seine zwei Werte unter „Erweiterte Einstellungen“ als CF-Access-Client-Id und CF-Access-Client-Secret ein.',
    },
    cloud: {
      title: 'Home Assistant Cloud (Nabu Casa): nichts einzurichten',
      text: 'In Home Assistant: Einstellungen, Home Assistant Cloud, Fernzugriff. Die Adresse dort, die auf ui.nabu.casa endet, ist die richtige.',
    },
    proxy: {
      title: 'Eine Domain, ein offener Port und ein Zertifikat',
      text: 'Ein DynDNS-Name, Port 443 weitergeleitet an einen Reverse Proxy wie Caddy oder NGINX Proxy Manager, und ein Zertifikat von Let’s Encrypt.',
    },
  },
};
