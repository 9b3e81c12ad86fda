/** One message that Cognito would have sent. `at` is milliseconds since the epoch. */
export type Mail = { at: number; to: string; subject: string; text: string; code: string };

/** The messages of this run, newest first; nothing leaves the computer. */
export type Mailbox = { deliver(mail: Omit<Mail, 'at'>): void; list(): readonly Mail[] };

/** @param max how many messages are kept. @param onMail is called with each message as it arrives. */
export const createMailbox = (options: {
  now: () => number;
  max?: number;
  onMail?: (mail: Mail) => void;
}): Mailbox => {
  const { now, max = 50, onMail } = options;
  const mails: Mail[] = [];
  return {
    deliver(mail) {
      const stamped = { ...mail, at: now() };
      mails.unshift(stamped);
      mails.length = Math.min(mails.length, max);
      onMail?.(stamped);
    },
    list: () => mails,
  };
};
