import type { WordsOfOutcomes } from '../outcome-words.ts';

export const outcomes: WordsOfOutcomes = {
  home_address_blocked: {
    what: 'Die Adresse ist aus dem Internet nicht erreichbar',
    remedy:
      'Nimm die öffentliche https-Adresse deines Home Assistant. Namen und Adressen aus deinem eigenen Netz, etwa homeassistant.local oder 192.168.1.5, gelten draußen nicht; ein Tunnel gibt dir eine öffentliche.',
  },
  home_plain_http: {
    what: 'Die Adresse beginnt mit http://',
    remedy:
      'Versuche dieselbe Adresse mit https://. Antwortet dort nichts, gib Home Assistant ein Zertifikat, einen Reverse Proxy oder einen Tunnel.',
  },
  home_name_unresolved: {
    what: 'Der Name führt nirgendwohin',
    remedy: 'Prüfe die Schreibweise der Adresse und ob es deinen DynDNS-Namen noch gibt.',
  },
  home_connection_refused: {
    what: 'Es nimmt keine Verbindungen an',
    remedy: 'Prüfe den Port in der Adresse, ob dein Router ihn weiterleitet und ob Home Assistant läuft.',
  },
  home_tls_failed: {
    what: 'Das Zertifikat ist nicht in Ordnung',
    remedy:
      'Erneuere das Zertifikat, installiere die ganze Kette (fullchain.pem) oder nimm den Namen, für den es gilt. Ein selbst erstelltes Zertifikat kannst du unter „Erweiterte Einstellungen“ bei der Adresse angeben.',
  },
  home_without_tls: {
    what: 'Es antwortet ohne https',
    remedy:
      'Nimm eine https-Adresse: mit einem Zertifikat oder einem Reverse Proxy oder Tunnel vor Home Assistant.',
  },
  home_wants_certificate: {
    what: 'Es will ein Zertifikat sehen, das es kennt',
    remedy:
      'Trage unter „Erweiterte Einstellungen“ das Client-Zertifikat ein, das für Porchlight gemacht wurde, und seinen Schlüssel. Stehen sie schon da, lass den Proxy vor dem Zuhause dem Aussteller vertrauen.',
  },
  home_timed_out: {
    what: 'Es hat nicht rechtzeitig geantwortet',
    remedy: 'Prüfe, ob sich die Adresse von außerhalb deines Netzes öffnen lässt, etwa über Mobilfunk.',
  },
  home_connection_lost: {
    what: 'Die Verbindung brach ab',
    remedy: 'Versuche es noch einmal. Bleibt es dabei, sieh nach dem Proxy oder Tunnel vor Home Assistant.',
  },
  home_answer_too_large: {
    what: 'Die Antwort ist viel zu groß',
    remedy: 'Prüfe, ob diese Adresse wirklich Home Assistant ist.',
  },
  home_answer_not_json: {
    what: 'Etwas anderes antwortet an seiner Stelle',
    remedy:
      'Es ist eine Webseite, und keine von Home Assistant. Prüfe, ob Name und Port zu Home Assistant führen und nicht zu deinem Router oder einem anderen Programm. Steht eine Anmeldeseite oder ein Bot-Schutz davor, lass Porchlight hindurch.',
  },
  home_answer_invalid: {
    what: 'Die Antwort ergibt keinen Sinn',
    remedy: 'Prüfe, ob diese Adresse Home Assistant ist und ob er aktuell ist.',
  },
  home_redirects: {
    what: 'Es leitet woandershin um',
    remedy:
      'Ist das eine Anmeldeseite, etwa die von Cloudflare Access, lass Porchlight mit den Headern unter „Erweiterte Einstellungen“ hindurch; die Anleitung unten zeigt, wie. Sonst nimm die Adresse, auf die umgeleitet wird.',
  },
  home_failed: {
    what: 'Es meldet einen eigenen Fehler',
    remedy: 'Sieh in das Protokoll von Home Assistant und des Proxys davor.',
  },
  home_token_refused: {
    what: 'Es erkennt Porchlight nicht mehr an',
    remedy: 'Das Token wurde widerrufen oder sein Benutzer deaktiviert. Verbinde das Zuhause neu.',
  },
  home_forbids: {
    what: 'Es sperrt Porchlight aus',
    remedy:
      'Sieh in ip_bans.yaml von Home Assistant nach einer Sperre und nach einer Firewall oder einem Bot-Schutz davor. Bei Cloudflare Access braucht die Richtlinie für dein Service-Token die Aktion „Service Auth“.',
  },
  home_rejects: {
    what: 'Ein Proxy davor hat etwas einzuwenden',
    remedy:
      'Meist vertraut Home Assistant dem Proxy noch nicht: setze use_x_forwarded_for und trusted_proxies in der Konfiguration.',
  },
  home_login_wall: {
    what: 'Ein Passwort steht davor',
    remedy:
      'Lass Anfragen an /api/ und /auth/ ohne das Passwort des Proxys durch; Home Assistant verlangt sein eigenes Token. Stehen dafür Header unter „Erweiterte Einstellungen“, prüfe, ob sie stimmen.',
  },
  home_websocket_refused: {
    what: 'Ein Proxy davor lässt keinen WebSocket durch',
    remedy:
      'Lass den Proxy HTTP/1.1 mit Home Assistant sprechen und für /api/websocket die Header „Upgrade“ und „Connection“ weitergeben.',
  },
  smart_home_not_enabled: {
    what: 'Alexa ist in Home Assistant nicht eingeschaltet',
    remedy:
      'Ergänze in configuration.yaml „alexa:“ und darunter „smart_home:“ und starte Home Assistant neu. Startet er gerade erst, warte eine Minute.',
  },
  home_throttles: {
    what: 'Es bittet um weniger Anfragen',
    remedy: 'Home Assistant oder ein Proxy davor begrenzt Anfragen. Warte eine Minute.',
  },
  home_left_alone: {
    what: 'Es ist gerade eben ausgefallen',
    remedy: 'Porchlight versucht es von selbst wieder.',
  },
  home_refuses_command: {
    what: 'Es lehnt ab, worum Porchlight bittet',
    remedy:
      'Melde dich mit einem Benutzer an, der das darf, oder füge stattdessen ein langlebiges Token ein.',
  },
  home_intents_not_enabled: {
    what: 'Es nimmt keine Sätze von Alexa an',
    remedy: 'Füge configuration.yaml die Zeile „alexa:“ hinzu und starte Home Assistant neu.',
  },
  home_conversation_not_enabled: {
    what: 'Es nimmt keine freie Sprache an',
    remedy: 'Füge configuration.yaml die Zeile „conversation:“ hinzu und starte Home Assistant neu.',
  },
  assistant_gone: {
    what: 'Sein Assistent ist nicht da',
    remedy:
      'Wähle auf der Seite Sprechen einen anderen Assistenten, oder sieh in Home Assistant nach, warum dieser nicht startet.',
  },
  no_home: {
    what: 'Es ist kein Zuhause verbunden',
    remedy: 'Verbinde zuerst dein Home Assistant.',
  },
  sign_in_state_invalid: {
    what: 'Diese Anmeldung bei Home Assistant wurde nicht hier begonnen, wurde schon benutzt oder dauerte länger als zehn Minuten.',
    remedy: 'Beginne unten neu und schließe sie binnen zehn Minuten im selben Browser ab.',
  },
  too_many_homes: {
    what: 'Mehr Zuhause kann ein Konto nicht haben.',
    remedy: 'Trenne eines, das du nicht mehr brauchst.',
  },
  invitation_invalid: {
    what: 'Diese Einladung gilt nicht mehr: Sie wurde benutzt oder zurückgezogen oder ist älter als sieben Tage.',
    remedy: 'Bitte um einen neuen Link, wo diese Einladung herkam.',
  },
  invitation_not_yours: {
    what: 'Diese Einladung gilt einer anderen E-Mail-Adresse.',
    remedy: 'Melde dich mit der eingeladenen Adresse an oder bitte um eine Einladung ohne Adresse.',
  },
  too_many_invitations: {
    what: 'Dieses Zuhause hat schon zehn offene Einladungen; mehr gehen nicht.',
    remedy: 'Ziehe eine zurück, die nicht mehr gebraucht wird.',
  },
  user_info_unavailable: {
    what: 'Porchlight kann gerade nicht feststellen, mit welcher Adresse du angemeldet bist.',
    remedy: 'Versuche es gleich noch einmal. Bleibt es so, melde dich ab und wieder an.',
  },
  store_conflict: {
    what: 'Das wurde gleichzeitig anderswo geändert.',
    remedy: 'Lade die Seite neu und versuche es noch einmal.',
  },
  grant_dead: {
    what: 'Alexa nimmt über diese Verknüpfung nichts mehr an',
    remedy: 'Deaktiviere und aktiviere den Skill in der Alexa-App und melde dich dabei neu an.',
  },
};
