/** The page of an account that was deleted: how far that is, and the receipt. */
export const leaving = {
  title: { running: 'Your account is being deleted', done: 'Your account is deleted' },
  lead: {
    running: 'You can close this page; it goes on by itself.',
    done: 'You are signed out. What became of everything is below, and in the receipt.',
    byHand: 'You are signed out. Something is left that only you can do; it is below, and in the receipt.',
  },
  beginning: 'It begins …',
  progress: (done: number, all: number) => `${done} of ${all} steps are finished.`,
  long: 'Alexa is told first, while it can be. If it does not answer, that may take up to 45 minutes.',
  cutOff: 'Your login is gone, so this page hears no more of it. The rest goes on by itself.',
  steps: {
    alexa: {
      pending: (region: string) => `Telling Alexa in ${region} that your devices are gone …`,
      done: (region: string) => `Alexa in ${region} can no longer use Porchlight.`,
      failed: (region: string) => `Alexa in ${region} could not be told that your devices are gone.`,
    },
    home: {
      pending: (name: string) => `Revoking the token at ${name}, and erasing ${name} …`,
      done: (name: string) => `${name} is erased, and its token is revoked.`,
      kept: (name: string) => `${name} is erased. Its token still works there, as you chose.`,
      accepted: (name: string) => `${name} is erased, but still accepts its token.`,
      failed: (name: string) => `${name} is erased, but could not be reached, so its token may still work.`,
    },
    membership: {
      pending: (name: string) => `Leaving ${name} …`,
      done: (name: string) => `You no longer belong to ${name}.`,
      failed: (name: string) => `${name} could not be left.`,
    },
    login: {
      pending: 'Deleting your login …',
      done: 'Your login is deleted.',
      failed: 'Your login could not be deleted.',
    },
    records: {
      pending: 'Looking through everything once more, a minute after the beginning …',
      done: 'Nothing else is left.',
      failed: 'Not everything could be erased.',
    },
  },
  nameless: 'a home',
  remedies: {
    home: 'Delete the token by hand: in Home Assistant, open your profile, then “Security”, and delete the long-lived access token that begins with “Porchlight”, or that you pasted.',
    alexa: 'Remove the devices in the Alexa app, and disable the skill there.',
  },
  receipt: {
    name: 'Receipt',
    began: 'Began',
    ended: 'Ended',
    toDo: 'What is left for you to do',
    download: 'Download the receipt',
    hint: 'It is shown until you leave. Porchlight keeps a copy for 30 days, for questions.',
    close: 'Close and leave',
  },
};
