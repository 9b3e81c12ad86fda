/** The page that sets up reporting. */
export const reports = {
  title: 'Reports',
  lead: 'With a small package in your Home Assistant, Alexa hears at once when something changes: routines start by themselves, and the Alexa app shows how things are. No add-on, no open port.',
  live: {
    title: 'What Porchlight hears',
    never: 'Nothing yet',
    neverText: 'As soon as the package runs, its first sign appears here by itself.',
    heard: (ago: string) => `Heard from your home ${ago}`,
    heardText: 'Reports are on. A sign of life arrives at least every ten minutes.',
    away: 'Your home has fallen silent',
    awayText: (ago: string) =>
      `It was last heard ${ago}. Check that Home Assistant runs and has a network, and that its package is the newest one.`,
    watching: 'This updates by itself.',
  },
  make: {
    title: 'The package',
    locale: 'Does your Home Assistant have “alexa: smart_home:” in its configuration already?',
    has: 'Yes, it has (the check at connecting found it)',
    lacks: 'No, add it to the package',
    localeLabel: 'Language of your Alexa',
    warning: 'Each package has a new key. The one before it then stops working within five minutes.',
    again: 'The package in your Home Assistant will stop working; replace it by the new one.',
    action: 'Make the package',
    actionAgain: 'Make a new package',
    busy: 'Making it …',
    failed: 'The package could not be made',
    secret: 'The key in it is shown only now. Treat the file like a password.',
    file: 'The package as text',
    copy: 'Copy',
    download: 'Download',
    copyFailed: 'It could not be copied. Select the text and copy it yourself.',
  },
  steps: {
    title: 'What to do with it',
    list: [
      'Save it as porchlight.yaml in the folder “packages” beside configuration.yaml of your Home Assistant. The app (add-on) “File editor” or “Studio Code Server” does that in the browser.',
      'If it is your first package, add this to configuration.yaml:',
      'In Home Assistant: Developer tools, YAML, “Check configuration”, then restart it.',
      'Come back here. Within a minute the first sign appears above.',
    ],
  },
};
