import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { DefaultConfig } from 'cognito-local/lib/server/config.js';
import { Router } from 'cognito-local/lib/server/Router.js';
import type { AppClient } from 'cognito-local/lib/services/appClient.js';
import { CognitoServiceFactoryImpl } from 'cognito-local/lib/services/cognitoService.js';
import type { Context } from 'cognito-local/lib/services/context.js';
import type { TokenGenerator } from 'cognito-local/lib/services/tokenGenerator.js';
import type { Triggers } from 'cognito-local/lib/services/triggers/triggers.js';
import {
  attributesAppend,
  attributeValue,
  type User,
  UserPoolServiceFactoryImpl,
} from 'cognito-local/lib/services/userPoolService.js';
import { sameSecret } from './constant-time.ts';
import { createJsonDataStoreFactory } from './json-data-store.ts';
import type { Mailbox } from './mailbox.ts';
import { PASSWORD_HINT } from './password-policy.ts';
import type { PasswordVeil } from './password-veil.ts';

/** What the sign-in pages and tokens need to know of a user. `sub` never changes; `username` equals it here. */
export type PoolUser = {
  username: string;
  sub: string;
  email: string;
  emailVerified: boolean;
  status: string;
  enabled: boolean;
  groups: readonly string[];
};

/** The pool's users and its API, kept by cognito-local inside this process. */
export type UserPool = {
  /** Runs one action of the User Pool API by its name; rejects with cognito-local's own errors. */
  run(action: string, request: Record<string, unknown>): Promise<unknown>;
  /** By e-mail address, username or sub. */
  find(identifier: string): Promise<PoolUser | undefined>;
  passwordFits(user: PoolUser, password: string): Promise<boolean>;
  setPassword(user: PoolUser, password: string): Promise<void>;
  markEmailVerified(user: PoolUser): Promise<void>;
  /** Makes a new confirmation code and delivers it; the old one no longer works. */
  sendCode(user: PoolUser): Promise<void>;
  appClients(): Promise<readonly AppClient[]>;
  saveAppClient(client: AppClient): Promise<void>;
};

const silent = (): void => undefined;
// cognito-local's own log carries passwords and codes; nothing of it is let out.
const logger: Context['logger'] = {
  child: () => logger,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
};
const ctx: Context = { logger };

const noTrigger = (): Promise<never> => Promise.reject(new Error('this pool has no Lambda triggers'));
const triggers: Triggers = {
  enabled: () => false,
  customMessage: noTrigger,
  customEmailSender: noTrigger,
  postAuthentication: noTrigger,
  postConfirmation: noTrigger,
  preSignUp: noTrigger,
  preTokenGeneration: noTrigger,
  userMigration: noTrigger,
};

const newCode = (): string => randomInt(1_000_000).toString().padStart(6, '0');

const subjects: Readonly<Record<string, string>> = {
  SignUp: 'Your Porchlight confirmation code',
  ResendCode: 'Your Porchlight confirmation code',
  AdminCreateUser: 'Your invitation to Porchlight',
  ForgotPassword: 'Your Porchlight password reset code',
};

/**
 * Opens the pool under `directory`, creating it on the first run with the settings of the real one: e-mail
 * addresses as user names, codes by e-mail, sign-up open or by invitation.
 * @param now milliseconds. @param tokenGenerator signs what InitiateAuth hands out.
 */
export const openUserPool = async (options: {
  directory: string;
  poolId: string;
  signUpMode: 'open' | 'invitation';
  now: () => number;
  mailbox: Mailbox;
  tokenGenerator: TokenGenerator;
  passwords: PasswordVeil;
}): Promise<UserPool> => {
  const { directory, poolId, signUpMode, now, mailbox, tokenGenerator, passwords } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const clock = { get: () => new Date(now()) };
  const stores = createJsonDataStoreFactory(directory);
  const cognito = await new CognitoServiceFactoryImpl(
    directory,
    stores,
    new UserPoolServiceFactoryImpl(clock, stores),
  ).create(ctx, { UsernameAttributes: ['email'] });

  const settings = {
    Id: poolId,
    Name: 'porchlight',
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: signUpMode === 'invitation' },
  };
  const existing = (await cognito.listUserPools(ctx)).find((candidate) => candidate.Id === poolId);
  if (!existing) await cognito.createUserPool(ctx, settings);
  const pool = await cognito.getUserPool(ctx, poolId);
  if (existing) await pool.updateOptions(ctx, { ...existing, ...settings });

  // Temporary passwords on their way into an invitation, by their hash, which is all that cognito-local hands on.
  const invitations = new Map<string, string>();

  const messages: Parameters<typeof Router>[0]['messages'] = {
    async deliver(_context, source, _clientId, _poolId, _user, code, _metadata, details) {
      const invitation = source === 'AdminCreateUser';
      mailbox.deliver({
        to: details.Destination,
        subject: subjects[source] ?? 'A message from Porchlight',
        text: invitation
          ? `You are invited to Porchlight. Sign in with this address and the temporary password below, then choose your own. ${PASSWORD_HINT}`
          : 'Type this code where you are signing up. Nobody from Porchlight will ever ask you for it.',
        code: invitations.get(code) ?? code,
      });
    },
  };

  const route = Router({
    clock,
    cognito,
    config: { ...DefaultConfig, UserPoolDefaults: { UsernameAttributes: ['email'] } },
    messages,
    otp: newCode,
    tokenGenerator,
    triggers,
  });

  const record = (identifier: string): Promise<User | null> => pool.getUserByUsername(ctx, identifier);

  const change = async (user: PoolUser, changes: Partial<User>): Promise<void> => {
    const stored = await record(user.username);
    if (stored) await pool.saveUser(ctx, { ...stored, ...changes, UserLastModifiedDate: clock.get() });
  };

  return {
    async run(action, request) {
      const veiled = await passwords.veil(request);
      const { TemporaryPassword: hash } = veiled;
      const invitation = typeof hash === 'string' ? hash : undefined;
      if (invitation !== undefined) invitations.set(invitation, String(request.TemporaryPassword));
      try {
        return await route(action)(ctx, veiled);
      } finally {
        if (invitation !== undefined) invitations.delete(invitation);
      }
    },
    async find(identifier) {
      const user = await record(identifier);
      const sub = attributeValue('sub', user?.Attributes);
      if (!user || sub === undefined) return undefined;
      return {
        username: user.Username,
        sub,
        email: attributeValue('email', user.Attributes) ?? '',
        emailVerified: attributeValue('email_verified', user.Attributes) === 'true',
        status: user.UserStatus,
        enabled: user.Enabled,
        groups: await pool.listUserGroupMembership(ctx, user),
      };
    },
    async passwordFits(user, password) {
      const stored = (await record(user.username))?.Password;
      const given = await passwords.hash(password);
      return typeof stored === 'string' && sameSecret(stored, given);
    },
    async setPassword(user, password) {
      await change(user, { Password: await passwords.hash(password), UserStatus: 'CONFIRMED' });
    },
    async markEmailVerified(user) {
      const stored = await record(user.username);
      const verified = { Name: 'email_verified', Value: 'true' };
      if (stored) await change(user, { Attributes: attributesAppend(stored.Attributes, verified) });
    },
    async sendCode(user) {
      const stored = await record(user.username);
      if (!stored) return;
      const code = newCode();
      await change(user, { ConfirmationCode: code });
      await messages.deliver(ctx, 'ResendCode', null, poolId, stored, code, undefined, {
        AttributeName: 'email',
        DeliveryMedium: 'EMAIL',
        Destination: user.email,
      });
    },
    appClients: () => cognito.listAppClients(ctx, poolId),
    saveAppClient: (client) => pool.saveAppClient(ctx, client),
  };
};
