/** What an owner can change of a home. */
export const homeSettings = {
  title: 'Settings',
  name: 'Name of this home',
  nameHint: 'As it is called in Porchlight, and when you speak with it.',
  nameMissing: 'Give your home a name.',
  save: 'Save',
  saving: 'Saving …',
  saved: 'Saved.',
  pause: 'Pause this home',
  pauseHint:
    'Alexa can then neither control it nor hear of it, for everybody who belongs to it. Its devices stay in Alexa, with their rooms and routines.',
  paused: 'Paused. Alexa can no longer control it.',
  resumed: 'Resumed. Everything is looked at once.',
  resume: 'Resume',
  resuming: 'Resuming …',
  resumeFailed: 'The home could not be resumed',
  spoken: {
    title: 'Speaking',
    here: 'Alexa speaks with this home.',
    there: (name: string) => `Alexa speaks with ${name}.`,
    hint: 'What you say to the skill goes there, unless you name another home. Everybody chooses for themselves; Alexa controls the devices of all your homes.',
    action: 'Speak with this home',
    busy: 'Choosing …',
    done: (name: string) => `From now on Alexa speaks with ${name}.`,
    failed: 'This home could not be chosen',
    how: 'How to speak with it',
  },
};
