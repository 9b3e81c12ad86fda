import {
  CognitoError,
  InvalidParameterError,
  NotAuthorizedError,
  UserNotFoundError,
} from 'cognito-local/lib/errors.js';
import { sameSecret } from './constant-time.ts';
import { passwordComplaint, temporaryPassword } from './password-policy.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { TokenMint } from './tokens.ts';
import type { PoolUser, UserPool } from './user-pool.ts';

type Request = Record<string, unknown>;
type Action = (request: Request) => Promise<unknown>;
/** Replaces or surrounds what cognito-local does for one action; `next` is cognito-local. */
type Correction = (request: Request, next: Action) => Promise<unknown>;

const ADMIN_SCOPE = 'aws.cognito.signin.user.admin';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const attributesOf = (request: Request): { Name: string; Value: string }[] =>
  (Array.isArray(request.UserAttributes) ? request.UserAttributes : [])
    .filter((entry): entry is object => typeof entry === 'object' && entry !== null)
    .map((entry) => ({ Name: text(Reflect.get(entry, 'Name')), Value: text(Reflect.get(entry, 'Value')) }));

// The pool's user names are e-mail addresses and its case does not matter; cognito-local compares letter for letter.
const lowerCaseAddresses = (request: Request): Request => {
  const lowered: Request = { ...request };
  if (text(request.Username).includes('@')) lowered.Username = text(request.Username).toLowerCase();
  const parameters = request.AuthParameters;
  if (typeof parameters === 'object' && parameters !== null && 'USERNAME' in parameters)
    lowered.AuthParameters = { ...parameters, USERNAME: text(parameters.USERNAME).toLowerCase() };
  if (Array.isArray(request.UserAttributes))
    lowered.UserAttributes = attributesOf(request).map(({ Name, Value }) => ({
      Name,
      Value: Name === 'email' ? Value.toLowerCase() : Value,
    }));
  return lowered;
};

const demandPolicy = (password: unknown): void => {
  const complaint = passwordComplaint(text(password));
  if (complaint)
    throw new CognitoError('InvalidPasswordException', `Password did not conform with policy: ${complaint}`);
};

/**
 * cognito-local with the pool's real behaviour where it differs: password policy, sign-up by invitation, flows that
 * a client does not allow, verified e-mail after confirmation, access tokens checked instead of merely decoded, and
 * the actions that it lacks (ResendConfirmationCode, AdminUserGlobalSignOut, GlobalSignOut).
 * The returned function rejects with cognito-local's error classes.
 */
export const createCorrections = (options: {
  pool: UserPool;
  refreshTokens: RefreshTokens;
  mint: TokenMint;
  signUpMode: 'open' | 'invitation';
}): ((action: string, request: Request) => Promise<unknown>) => {
  const { pool, refreshTokens, mint, signUpMode } = options;

  const clientOf = async (request: Request) => {
    const found = (await pool.appClients()).find((client) => client.ClientId === request.ClientId);
    if (!found) throw new CognitoError('ResourceNotFoundException', 'User pool client does not exist.');
    return found;
  };

  const userOf = async (request: Request): Promise<PoolUser> => {
    const user = await pool.find(text(request.Username));
    if (!user) throw new UserNotFoundError('User does not exist.');
    return user;
  };

  const allowedFlow: Correction = async (request, next) => {
    const client = await clientOf(request);
    const flow = text(request.AuthFlow);
    const name = flow === 'REFRESH_TOKEN' ? 'REFRESH_TOKEN_AUTH' : flow;
    if (!client.ExplicitAuthFlows?.includes(`ALLOW_${name}`))
      throw new InvalidParameterError(`${flow} flow not enabled for this client`);
    const parameters = request.AuthParameters;
    if (typeof parameters === 'object' && parameters !== null && 'USERNAME' in parameters) {
      const user = await pool.find(text(parameters.USERNAME));
      if (user && !user.enabled) throw new NotAuthorizedError('User is disabled.');
    }
    return next(request);
  };

  const corrections = new Map<string, Correction>([
    ['InitiateAuth', allowedFlow],
    ['AdminInitiateAuth', allowedFlow],
    [
      'SignUp',
      async (request, next) => {
        if (signUpMode === 'invitation')
          throw new NotAuthorizedError('SignUp is not permitted for this user pool');
        if (attributesOf(request).some(({ Name }) => Name === 'sub'))
          throw new InvalidParameterError('Cannot modify the non-mutable attribute sub');
        demandPolicy(request.Password);
        return next(request);
      },
    ],
    [
      'ConfirmSignUp',
      async (request, next) => {
        const result = await next(request);
        await pool.markEmailVerified(await userOf(request));
        return result;
      },
    ],
    [
      'AdminConfirmSignUp',
      async (request, next) => {
        await userOf(request);
        return next(request);
      },
    ],
    [
      'ResendConfirmationCode',
      async (request) => {
        await clientOf(request);
        const user = await userOf(request);
        if (user.status !== 'UNCONFIRMED') throw new InvalidParameterError('User is already confirmed.');
        await pool.sendCode(user);
        const [name = '', domain = ''] = user.email.split('@');
        return {
          CodeDeliveryDetails: {
            AttributeName: 'email',
            DeliveryMedium: 'EMAIL',
            Destination: `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`,
          },
        };
      },
    ],
    [
      'AdminCreateUser',
      async (request, next) => {
        const password = request.TemporaryPassword ?? temporaryPassword();
        demandPolicy(password);
        return next({
          ...request,
          TemporaryPassword: password,
          DesiredDeliveryMediums: request.DesiredDeliveryMediums ?? ['EMAIL'],
        });
      },
    ],
    [
      'AdminSetUserPassword',
      async (request, next) => {
        demandPolicy(request.Password);
        return next(request);
      },
    ],
    [
      'ConfirmForgotPassword',
      async (request, next) => {
        demandPolicy(request.Password);
        return next(request);
      },
    ],
    [
      'ChangePassword',
      async (request, next) => {
        demandPolicy(request.ProposedPassword);
        return next(request);
      },
    ],
    [
      'AdminUserGlobalSignOut',
      async (request) => {
        await refreshTokens.revokeUser((await userOf(request)).sub);
        return {};
      },
    ],
    [
      'GlobalSignOut',
      async (request) => {
        const claims = mint.readAccessToken(text(request.AccessToken));
        if (claims) await refreshTokens.revokeUser(claims.sub);
        return {};
      },
    ],
    [
      'RevokeToken',
      async (request, next) => {
        const granted = refreshTokens.find(text(request.Token));
        if (!granted) return next(request);
        const client = await clientOf(request);
        const { ClientSecret: secret } = client;
        if (secret !== undefined && !sameSecret(secret, text(request.ClientSecret)))
          throw new NotAuthorizedError('Client secret is missing or wrong');
        if (granted.clientId !== client.ClientId)
          throw new CognitoError('UnauthorizedException', 'the token belongs to another client');
        await refreshTokens.revoke(granted.originJti);
        return {};
      },
    ],
  ]);

  return async (action, raw) => {
    const request = lowerCaseAddresses(raw);
    const next: Action = (corrected) => pool.run(action, corrected);
    if ('AccessToken' in request) {
      const claims = mint.readAccessToken(text(request.AccessToken));
      if (!claims) throw new NotAuthorizedError('Invalid Access Token');
      if (!claims.scope.includes(ADMIN_SCOPE))
        throw new NotAuthorizedError('Access Token does not have required scopes');
    }
    const correction = corrections.get(action);
    return correction ? correction(request, next) : next(request);
  };
};
