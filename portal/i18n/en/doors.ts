/** The pages of somebody who is not signed in. */
export const doors = {
  welcome: {
    title: 'Leave the light on for Alexa',
    lead: 'Porchlight connects your own Home Assistant with Alexa: your lamps, blinds, locks and scenes by voice, and your routines the moment something changes at home.',
    signUp: 'Create an account',
    signIn: 'Sign in',
    byInvitation: 'Creating an account may need an invitation here.',
    steps: [
      {
        title: 'Connect your home',
        text: 'Type its address and sign in at your own Home Assistant. Porchlight never sees your password.',
      },
      { title: 'Enable the skill', text: 'In the Alexa app, with the account that you make here.' },
      { title: 'Say it', text: '“Alexa, turn on the porch light.”' },
    ],
    promises: 'Good to know',
    promiseList: [
      'When something does not work, this page says why and what to do about it.',
      'You see what Porchlight may do at home, and take it back with one click.',
      'Open source, without advertising and without anybody watching.',
    ],
  },
  ended: {
    title: 'Please sign in again',
    text: 'Your sign-in has ended. Afterwards you are back where you were.',
  },
  needed: { title: 'Please sign in', text: 'This page is about your home. Afterwards you are right there.' },
  almostThere: {
    title: 'Almost there',
    text: 'Home Assistant has let you in. Sign in to Porchlight too, with the account that you started from, and your home is connected.',
  },
  signInUnavailable: 'The sign-in page could not be opened',
  notSignedIn: 'You are not signed in',
  notLoaded: 'Porchlight could not be loaded',
};
