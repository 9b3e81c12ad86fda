import { parseInvocationNames } from '../../lib/speech/invocation-names.ts';
import { required } from '../environment.ts';
import type { PortalConfig } from './config.ts';

export interface PortalSettings {
  /** The portal's own origin, no trailing slash. */
  origin: string;
  /** The origin of the sign-in pages. */
  signInOrigin: string;
  config: PortalConfig;
}

/** Cognito's issuer of type UPDATED, which is what the pool is set to. The pool's id begins with its region. */
const issuerOf = (userPoolId: string): string =>
  `https://issuer-cognito-idp.${userPoolId.split('_')[0]}.amazonaws.com/${userPoolId}`;

/** @throws {Error} at start-up, when a variable is missing or not a URL */
export function settingsOf(env: NodeJS.ProcessEnv): PortalSettings {
  const { origin } = new URL(required(env, 'PORTAL_ORIGIN'));
  const { origin: signInOrigin } = new URL(required(env, 'COGNITO_DOMAIN_URL'));
  return {
    origin,
    signInOrigin,
    config: {
      issuer: issuerOf(required(env, 'USER_POOL_ID')),
      authorizeUrl: `${signInOrigin}/oauth2/authorize`,
      signUpUrl: `${signInOrigin}/signup`,
      tokenUrl: `${signInOrigin}/oauth2/token`,
      revokeUrl: `${signInOrigin}/oauth2/revoke`,
      logoutUrl: `${signInOrigin}/logout`,
      clientId: required(env, 'PORTAL_CLIENT_ID'),
      scope: `openid email ${required(env, 'PORTAL_SCOPE')}`,
      redirectUri: `${origin}/callback`,
      signedOutUri: `${origin}/`,
      skillId: required(env, 'SKILL_ID'),
      invocationNames: parseInvocationNames(env.INVOCATION_NAMES ?? ''),
    },
  };
}
