import type { Language } from './language.ts';

/** What Porchlight itself says. Each function's parameters are the names in the sentence. */
export interface Sentences {
  welcome: (home: string) => string;
  /** Asked again when nothing is answered. */
  whatNext: string;
  help: string;
  goodbye: string;
  notUnderstood: string;
  /** The home has no intent of that name. */
  notConfigured: string;
  /** The home did as it was told, and had nothing to say. */
  done: string;
  nowAt: (home: string) => string;
  whichHome: (homes: readonly string[]) => string;
  /** The home of the session is no longer theirs; what was said was not done anywhere. */
  homeLost: (home: string) => string;
  oneMoment: string;
  /** Behind an answer that was cut short; the whole of it is on the card. */
  restOnCard: string;
  cardTitle: string;
  yes: string;
  no: string;
  /** What the home's own assistant is told, where it has no intent for scenes and scripts. */
  activateScene: (scene: string) => string;
  runScript: (script: string) => string;
  whereIs: (person: string) => string;

  linkMissing: string;
  linkEnded: string;
  noHome: string;
  pausedHome: string;
  away: string;
  slow: string;
  refused: string;
  blocked: string;
  insecure: string;
  throttled: string;
  homeFailed: string;
  intentsNotEnabled: string;
  conversationNotEnabled: string;
  assistantGone: string;
  ourFault: string;
}

const listed = (names: readonly string[], language: Language) =>
  new Intl.ListFormat(language, { type: 'disjunction' }).format(names);

const ENGLISH: Sentences = {
  welcome: (home) => `${home} is listening. What shall I do?`,
  whatNext: 'What shall I do?',
  help: 'Say what you would say to your home, for example: turn on the kitchen light. Or: is the front door closed? Or: activate movie time. What shall I do?',
  goodbye: 'Okay.',
  notUnderstood: 'Sorry, I did not get that. What shall I do?',
  notConfigured: 'Your home has nothing set up for that.',
  done: 'Okay.',
  nowAt: (home) => `Now at ${home}. What shall I do?`,
  whichHome: (homes) => `I do not know that home. Say ${listed(homes, 'en')}.`,
  homeLost: (home) =>
    `You no longer have the home that you spoke with, so I did nothing. ${home} is listening. What shall I do?`,
  oneMoment: 'One moment.',
  restOnCard: 'The rest is in the Alexa app.',
  cardTitle: 'Your home says',
  yes: 'yes',
  no: 'no',
  activateScene: (scene) => `activate ${scene}`,
  runScript: (script) => `run ${script}`,
  whereIs: (person) => `where is ${person}`,

  linkMissing: 'Please link your account first. There is a card for it in the Alexa app.',
  linkEnded: 'Your link has ended. Please link your account again. There is a card for it in the Alexa app.',
  noHome: 'You have no home connected yet. Open the Porchlight page and connect your Home Assistant.',
  pausedHome: 'Your home is paused. Its owner can resume it on the Porchlight page.',
  away: 'Your home cannot be reached. Please check that Home Assistant is running and that its address still works.',
  slow: 'Your home took too long to answer. It may still do what you said.',
  refused: 'Your home no longer lets me in. Its owner has to connect it again on the Porchlight page.',
  blocked: 'Something in front of your home keeps me out. The status on the Porchlight page says what to do.',
  insecure:
    'The secure connection to your home failed. The status on the Porchlight page says what is wrong with its certificate.',
  throttled: 'Your home has too much to do at the moment. Please try again in a minute.',
  homeFailed: 'Home Assistant had an error of its own. Its log says more.',
  intentsNotEnabled:
    'Your Home Assistant does not take sentences from Alexa yet. Add the line alexa to its configuration and restart it.',
  conversationNotEnabled:
    'Your Home Assistant does not take free speech yet. Add the line conversation to its configuration and restart it.',
  assistantGone:
    'The assistant that was chosen for your home is not there. Its owner can choose another one on the Porchlight page, under Speech.',
  ourFault: 'Sorry, something went wrong on our side. Please try again in a moment.',
};

const GERMAN: Sentences = {
  welcome: (home) => `${home} hört zu. Was soll ich tun?`,
  whatNext: 'Was soll ich tun?',
  help: 'Sag, was du deinem Zuhause sagen willst, zum Beispiel: Schalte das Küchenlicht ein. Oder: Ist die Haustür zu? Oder: Aktiviere Filmabend. Was soll ich tun?',
  goodbye: 'Okay.',
  notUnderstood: 'Das habe ich leider nicht verstanden. Was soll ich tun?',
  notConfigured: 'Dafür ist in deinem Zuhause nichts eingerichtet.',
  done: 'Okay.',
  nowAt: (home) => `Jetzt in ${home}. Was soll ich tun?`,
  whichHome: (homes) => `Dieses Zuhause kenne ich nicht. Sag ${listed(homes, 'de')}.`,
  homeLost: (home) =>
    `Das Zuhause, mit dem du gesprochen hast, hast du nicht mehr. Ich habe nichts getan. ${home} hört zu. Was soll ich tun?`,
  oneMoment: 'Einen Moment.',
  restOnCard: 'Der Rest steht in der Alexa-App.',
  cardTitle: 'Dein Zuhause sagt',
  yes: 'ja',
  no: 'nein',
  activateScene: (scene) => `aktiviere ${scene}`,
  runScript: (script) => `führe ${script} aus`,
  whereIs: (person) => `wo ist ${person}`,

  linkMissing: 'Bitte verknüpfe zuerst dein Konto. In der Alexa-App liegt eine Karte dafür.',
  linkEnded:
    'Deine Verknüpfung ist abgelaufen. Bitte verknüpfe dein Konto neu. In der Alexa-App liegt eine Karte dafür.',
  noHome: 'Du hast noch kein Zuhause verbunden. Öffne die Porchlight-Seite und verbinde dein Home Assistant.',
  pausedHome: 'Dein Zuhause ist pausiert. Auf der Porchlight-Seite lässt es sich fortsetzen.',
  away: 'Dein Zuhause ist nicht erreichbar. Bitte sieh nach, ob Home Assistant läuft und ob seine Adresse noch stimmt.',
  slow: 'Dein Zuhause hat zu lange gebraucht. Vielleicht tut es noch, was du gesagt hast.',
  refused:
    'Dein Zuhause lässt mich nicht mehr hinein. Auf der Porchlight-Seite muss es neu verbunden werden.',
  blocked:
    'Vor deinem Zuhause steht etwas, das mich nicht durchlässt. Der Status auf der Porchlight-Seite sagt, was zu tun ist.',
  insecure:
    'Die sichere Verbindung zu deinem Zuhause ist fehlgeschlagen. Der Status auf der Porchlight-Seite sagt, was mit dem Zertifikat nicht stimmt.',
  throttled: 'Dein Zuhause hat gerade zu viel zu tun. Bitte versuch es in einer Minute noch einmal.',
  homeFailed: 'Home Assistant hatte selbst einen Fehler. In seinem Protokoll steht mehr.',
  intentsNotEnabled:
    'Dein Home Assistant nimmt noch keine Sätze von Alexa an. Füge seiner Konfiguration die Zeile alexa hinzu und starte es neu.',
  conversationNotEnabled:
    'Dein Home Assistant nimmt noch keine freie Sprache an. Füge seiner Konfiguration die Zeile conversation hinzu und starte es neu.',
  assistantGone:
    'Der Assistent, der für dein Zuhause gewählt wurde, ist nicht da. Auf der Porchlight-Seite lässt sich unter Sprechen ein anderer wählen.',
  ourFault: 'Da ist bei uns etwas schiefgegangen. Bitte versuch es gleich noch einmal.',
};

export const SENTENCES: Readonly<Record<Language, Sentences>> = { en: ENGLISH, de: GERMAN };
