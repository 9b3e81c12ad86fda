import { randomBytes } from 'node:crypto';

/** The pool's password policy, in CloudFormation's words: the one that infra/cognito.yml deploys. */
export const PASSWORD_POLICY = {
  MinimumLength: 12,
  RequireLowercase: false,
  RequireUppercase: false,
  RequireNumbers: false,
  RequireSymbols: false,
} satisfies Record<string, number | boolean>;

const { MinimumLength, ...CLASSES } = PASSWORD_POLICY;

interface Rule {
  holds: (password: string) => boolean;
  complaint: string;
}

const CLASS_RULES: Readonly<Record<keyof typeof CLASSES, Rule>> = {
  RequireNumbers: {
    holds: (password) => /[0-9]/.test(password),
    complaint: 'Password must have numeric characters',
  },
  RequireUppercase: {
    holds: (password) => /[A-Z]/.test(password),
    complaint: 'Password must have uppercase characters',
  },
  RequireLowercase: {
    holds: (password) => /[a-z]/.test(password),
    complaint: 'Password must have lowercase characters',
  },
  RequireSymbols: {
    holds: (password) => /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password),
    complaint: 'Password must have symbol characters',
  },
};

const rules: readonly Rule[] = [
  { holds: (password) => password.length >= MinimumLength, complaint: 'Password not long enough' },
  { holds: (password) => password.length <= 256, complaint: 'Password too long' },
  ...(Object.keys(CLASS_RULES) as (keyof typeof CLASSES)[])
    .filter((name) => CLASSES[name])
    .map((name) => CLASS_RULES[name]),
  {
    holds: (password) => password.trim() === password,
    complaint: 'Password must not begin or end with a space',
  },
];

/** What the policy says in words, for the pages. */
export const PASSWORD_HINT = `At least ${MinimumLength} characters.`;

/**
 * The first rule of the policy that the password breaks, in Cognito's words; undefined if it breaks none.
 * Source: docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export const passwordComplaint = (password: string): string | undefined =>
  rules.find((rule) => !rule.holds(password))?.complaint;

/** A temporary password for an invited user; it would satisfy the strictest of policies. */
export const temporaryPassword = (): string => `Pl-${randomBytes(9).toString('base64url')}-7a`;
