/** What the page about speaking says; it comes with that page only. `name` is what people call the skill. */
export const en = {
  title: 'Speech',
  lead: 'Speak with your home in your own words: Alexa takes them to your Home Assistant, and says what it answers.',
  say: {
    title: 'What to say',
    open: { say: (name: string) => `Alexa, open ${name}`, what: 'It asks what to do; then just say it.' },
    phrases: [
      {
        say: (name: string) => `Alexa, ask ${name} to turn on the kitchen light`,
        what: 'Whatever Home Assistant understands.',
      },
      {
        say: (name: string) => `Alexa, ask ${name} if the front door is locked`,
        what: 'Questions too. If your home asks back, just answer.',
      },
      { say: (name: string) => `Alexa, ask ${name} to activate movie night`, what: 'A scene, by its name.' },
      { say: (name: string) => `Alexa, ask ${name} to run good night`, what: 'A script, by its name.' },
    ],
    anotherHome: {
      say: (name: string, home: string) => `Alexa, ask ${name} to use ${home}`,
      what: 'Another of your homes, until the conversation ends.',
    },
    otherLanguage: (name: string) => `An Alexa that speaks German knows the skill as “${name}”.`,
    which: 'Which of your homes you speak with is chosen on the page Home.',
  },
  works: {
    title: 'What it needs',
    text: 'Usually nothing. If your devices work in Alexa, scenes and scripts do too; and with “default_config:” in configuration.yaml your Home Assistant understands free speech.',
    otherwise: 'Otherwise add these lines to configuration.yaml and restart it:',
    exposed: {
      title: 'What can be spoken of is decided in Home Assistant',
      text: 'Under Settings, Voice assistants, Expose. It has its own list: what you hold back, or forbid to be opened, on the page Devices holds for devices in Alexa and not for what is said here. Home Assistant exposes new covers, garage doors among them, and switches by itself; locks it does not.',
    },
  },
  answers: {
    title: 'Who answers',
    label: 'Who answers when you speak freely',
    own: 'Home Assistant’s own assistant',
    missing: (id: string) => `${id} (not there at the moment)`,
    asking: 'Asking your home …',
    hint: 'An assistant of yours, one with a language model for example, is set up in Home Assistant and is then in this list. Alexa waits for six seconds only, so take one that answers fast. Everybody who belongs to this home speaks with it.',
    failed: 'Your home could not be asked for its assistants:',
  },
  own: {
    title: 'Your own answers',
    text: 'With “intent_script” your home says and does what you like: a greeting, confirmations by chance, where somebody is, a question with yes and no, something for when a conversation ends. This file has an example of each, with the id of this skill in it; keep what you like and change the words.',
    file: 'The examples as text',
    stepsTitle: 'What to do with it',
    steps: [
      'Save it as porchlight_speech.yaml in the folder “packages” beside configuration.yaml of your Home Assistant.',
      'If it is your first package, add this to configuration.yaml:',
      'In Home Assistant: Developer tools, YAML, “Check configuration”, then restart it.',
    ],
    member: 'The owner of this home can give it answers of its own.',
  },
  routines: {
    title: 'Without its name',
    text: 'In the Alexa app, a routine lets you say only “Alexa, movie night”:',
    steps: [
      'More, Routines, plus. When this happens: Voice, and your words.',
      'Then: Smart Home, for scenes and devices. They are in Alexa already, so the skill’s name is not needed.',
      'Or then: Custom (in some versions “Customized”), for everything else. Type what you would say to Alexa:',
    ],
    custom: (name: string) => `ask ${name} to run good night`,
  },
};

export type SpeechWords = typeof en;
