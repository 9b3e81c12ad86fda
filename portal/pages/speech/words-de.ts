import type { SpeechWords } from './words-en.ts';

export const de: SpeechWords = {
  title: 'Sprechen',
  lead: 'Sprich mit deinem Zuhause in deinen eigenen Worten: Alexa bringt sie zu deinem Home Assistant und sagt, was es antwortet.',
  say: {
    title: 'Was du sagst',
    open: {
      say: (name) => `Alexa, öffne ${name}`,
      what: 'Es fragt, was zu tun ist; dann sag es einfach.',
    },
    phrases: [
      {
        say: (name) => `Alexa, öffne ${name} und schalte das Küchenlicht ein`,
        what: 'Was immer Home Assistant versteht.',
      },
      {
        say: (name) => `Alexa, frage ${name}, ob die Haustür zu ist`,
        what: 'Auch Fragen. Fragt dein Zuhause zurück, antworte einfach.',
      },
      { say: (name) => `Alexa, öffne ${name} und aktiviere Filmabend`, what: 'Eine Szene, mit ihrem Namen.' },
      {
        say: (name) => `Alexa, öffne ${name} und führe Gute Nacht aus`,
        what: 'Ein Skript, mit seinem Namen.',
      },
    ],
    anotherHome: {
      say: (name, home) => `Alexa, öffne ${name} und wechsle zu ${home}`,
      what: 'Ein anderes deiner Zuhause, bis das Gespräch endet.',
    },
    otherLanguage: (name) => `Eine Alexa, die Englisch spricht, kennt den Skill als „${name}“.`,
    which: 'Mit welchem deiner Zuhause du sprichst, wählst du auf der Seite Zuhause.',
  },
  works: {
    title: 'Was es braucht',
    text: 'Meist nichts. Wenn deine Geräte in Alexa gehen, gehen auch Szenen und Skripte; und mit „default_config:“ in configuration.yaml versteht dein Home Assistant freie Sprache.',
    otherwise: 'Sonst füge diese Zeilen in configuration.yaml ein und starte es neu:',
    exposed: {
      title: 'Wovon gesprochen werden kann, entscheidet Home Assistant',
      text: 'Unter Einstellungen, Sprachassistenten, Verfügbarkeit. Es hat seine eigene Liste: Was du auf der Seite Geräte zurückhältst oder zu öffnen verbietest, gilt für Geräte in Alexa und nicht für das, was hier gesagt wird. Neue Rollläden und Tore, auch Garagentore, und Schalter macht Home Assistant von selbst verfügbar, Schlösser nicht.',
    },
  },
  answers: {
    title: 'Wer antwortet',
    label: 'Wer antwortet, wenn du frei sprichst',
    own: 'Der eigene Assistent von Home Assistant',
    missing: (id) => `${id} (gerade nicht da)`,
    asking: 'Dein Zuhause wird gefragt …',
    hint: 'Einen Assistenten von dir, etwa einen mit Sprachmodell, richtest du in Home Assistant ein; dann steht er in dieser Liste. Alexa wartet nur sechs Sekunden, nimm also einen, der schnell antwortet. Alle, die zu diesem Zuhause gehören, sprechen mit ihm.',
    failed: 'Dein Zuhause konnte nicht nach seinen Assistenten gefragt werden:',
  },
  own: {
    title: 'Eigene Antworten',
    text: 'Mit „intent_script“ sagt und tut dein Zuhause, was du willst: ein Gruß, wechselnde Bestätigungen, wo jemand ist, eine Frage mit Ja und Nein, etwas für das Ende eines Gesprächs. Diese Datei hat von allem ein Beispiel, mit der Kennung dieses Skills darin; behalte, was dir gefällt, und übersetze oder ändere die Worte.',
    file: 'Die Beispiele als Text',
    stepsTitle: 'Was damit zu tun ist',
    steps: [
      'Speichere sie als porchlight_speech.yaml im Ordner „packages“ neben configuration.yaml deines Home Assistant.',
      'Ist es dein erstes Paket, ergänze in configuration.yaml:',
      'In Home Assistant: Entwicklerwerkzeuge, YAML, „Konfiguration prüfen“, dann neu starten.',
    ],
    member: 'Der Besitzer dieses Zuhauses kann ihm eigene Antworten geben.',
  },
  routines: {
    title: 'Ohne seinen Namen',
    text: 'Mit einer Routine in der Alexa-App genügt „Alexa, Filmabend“:',
    steps: [
      'Mehr, Routinen, Plus. Wenn Folgendes passiert: Stimme, und deine Worte.',
      'Dann: Smart Home, für Szenen und Geräte. Die sind schon in Alexa, also braucht es den Namen des Skills nicht.',
      'Oder dann: Individuell (in manchen Fassungen „Benutzerdefiniert“), für alles andere. Schreib, was du zu Alexa sagen würdest:',
    ],
    custom: (name) => `öffne ${name} und führe Gute Nacht aus`,
  },
};
