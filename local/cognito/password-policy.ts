import { randomBytes } from 'node:crypto';

const rules: readonly { holds: (password: string) => boolean; complaint: string }[] = [
  { holds: (password) => password.length >= 8, complaint: 'Password not long enough' },
  { holds: (password) => password.length <= 256, complaint: 'Password too long' },
  { holds: (password) => /[0-9]/.test(password), complaint: 'Password must have numeric characters' },
  { holds: (password) => /[A-Z]/.test(password), complaint: 'Password must have uppercase characters' },
  { holds: (password) => /[a-z]/.test(password), complaint: 'Password must have lowercase characters' },
  {
    holds: (password) => /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password),
    complaint: 'Password must have symbol characters',
  },
  {
    holds: (password) => password.trim() === password,
    complaint: 'Password must not begin or end with a space',
  },
];

/** What the policy says in words, for the pages. */
export const PASSWORD_HINT =
  'At least 8 characters, with an upper-case and a lower-case letter, a number and a symbol.';

/**
 * The first rule of Cognito's default password policy that the password breaks, in Cognito's words; undefined if
 * it breaks none. Source: docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export const passwordComplaint = (password: string): string | undefined =>
  rules.find((rule) => !rule.holds(password))?.complaint;

/** A temporary password for an invited user that satisfies the policy. */
export const temporaryPassword = (): string => `Pl-${randomBytes(9).toString('base64url')}-7a`;
