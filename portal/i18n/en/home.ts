import { counter } from '../counting.ts';

const counted = counter('en');

/** The page that says whether it works. */
export const home = {
  title: 'Home',
  welcome: 'Welcome',
  statusFailed: 'The status could not be read',
  checklist: {
    title: 'Set up',
    progress: (done: number, all: number) => `${done} of ${all} done`,
    done: 'done',
    open: 'to do',
    connect: {
      title: 'Connect your home',
      text: 'So that Porchlight can talk to your Home Assistant.',
      action: 'Connect a home',
    },
    alexa: {
      title: 'Link Alexa',
      text: 'In the Alexa app: More, Skills & Games, search for Porchlight, enable it, and sign in with the account that you use here.',
    },
    reports: {
      title: 'Turn reports on',
      text: 'So that Alexa hears at once what changes at home: routines start, and the app shows how things are.',
      action: 'Set up reports',
    },
  },
  headline: {
    good: 'Everything works',
    answers: 'Your home answers',
    paused: 'Paused',
    waiting: 'Connected',
    unknown: 'Something went wrong',
  },
  sentence: {
    good: (name: string) => `Alexa reaches ${name}.`,
    unlinked: (name: string) => `Porchlight reaches ${name}. Alexa is not linked yet.`,
    paused: (name: string) => `${name} is paused; Alexa cannot control it for now.`,
    waiting: (name: string) => `${name} is connected. Porchlight is looking for its devices …`,
    idle: (name: string) => `${name} is connected; nothing has been asked of it yet.`,
    bad: (name: string) => `Until that is put right, Alexa cannot control ${name}.`,
  },
  whatToDo: 'What to do',
  since: (ago: string) => `It began ${ago}.`,
  connectAgain: 'Connect again',
  facts: {
    address: 'Address',
    lastAnswer: 'Last answer',
    version: 'Home Assistant',
    devices: 'Devices',
    deviceCount: (count: number) => counted(count, 'device for Alexa', 'devices for Alexa'),
    devicesUnknown: 'not known yet',
    looking: 'Looking …',
    heldBack: (count: number) => `${counted(count, 'device', 'devices')} held back`,
    reports: 'Reports',
    heard: (ago: string) => `last heard ${ago}`,
    away: (ago: string) => `silent: last heard ${ago}`,
    neverHeard: 'not set up',
    connectedOn: 'Connected',
  },
  away: {
    what: 'Your home has fallen silent',
    remedy:
      'It should be heard every ten minutes. Check that Home Assistant runs and has a network, and that its package is the newest one.',
  },
  handedOver: {
    what: 'This home is now yours, its connection not yet',
    remedy:
      'Porchlight still uses the permission at Home Assistant that was given before the home was handed over, and whoever gave it can take it back at any time. Connect the home again at the same address; nothing changes for Alexa.',
    package: 'Then make a new package (Reports): the key in the old one is known to whoever made it.',
  },
  administrator:
    'Porchlight is signed in there as an administrator. That works; a user without administrator rights is safer.',
  alexa: {
    title: 'Alexa',
    none: 'Not linked yet, as far as Porchlight has heard.',
    linked: (region: string, day: string) => `${region}, since ${day}`,
    dead: (region: string) => `${region}: no longer works`,
    regions: { NA: 'North America', EU: 'Europe and India', FE: 'Far East and Australia' },
    reasons: {
      invalid_grant: 'Its permission was withdrawn, or a newer link has taken its place.',
      SKILL_DISABLED_EXCEPTION: 'The skill was disabled.',
      SKILL_NOT_FOUND_EXCEPTION: 'Alexa no longer knows the skill.',
      ACCOUNT_NOT_FOUND_EXCEPTION: 'The Amazon account is gone.',
    },
  },
  disconnect: {
    action: (name: string) => `Disconnect ${name}`,
    title: (name: string) => `Disconnect ${name}?`,
    text: 'Alexa can then no longer control it. Porchlight erases all that it knows about this home, and revokes its token at Home Assistant unless you chose to keep that.',
    confirm: 'Disconnect',
    busy: 'Disconnecting …',
    done: (name: string) => `${name} is disconnected`,
    receipts: {
      revoked: {
        title: 'Token revoked',
        text: 'Home Assistant no longer accepts the token that Porchlight had, and Porchlight has erased it.',
      },
      still_accepted: {
        title: 'Token still accepted',
        text: 'Porchlight has erased its token, but Home Assistant still accepts it. Delete it there: in your profile, under Security, long-lived access tokens.',
      },
      not_reached: {
        title: 'Home not reached',
        text: 'Porchlight has erased its token, but could not tell Home Assistant. Delete it there: in your profile, under Security, long-lived access tokens.',
      },
      kept: {
        title: 'Your token was left as it is',
        text: 'Porchlight has erased its copy of the token that you pasted. In Home Assistant it goes on working until you delete it.',
      },
    },
    erased: 'All that Porchlight knew about this home is erased.',
  },
};
