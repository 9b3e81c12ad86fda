import * as oauth from 'oauth4webapi';
import type { PortalConfig } from '../functions/portal/config.ts';
import { NoConnection, ServiceTrouble, SignInFailed, SignInNeeded } from './failures.ts';
import { request } from './http.ts';
import { memory } from './memory.ts';

/** Who is signed in in this tab, and their tokens. */
export interface Session {
  /** The person's e-mail address; undefined when nobody is signed in. */
  email(): string | undefined;
  /**
   * An access token that is good for a while yet.
   * @throws {SignInNeeded | NoConnection | ServiceTrouble}
   */
  accessToken(): Promise<string>;
  /**
   * A new access token, because the present one was refused.
   * @throws {SignInNeeded | NoConnection | ServiceTrouble}
   */
  renew(): Promise<string>;
  /** Leaves for the sign-in page, or for the one where new people sign up. */
  signIn(page?: 'sign-in' | 'sign-up'): Promise<void>;
  /**
   * Back from the sign-in page.
   * @param address the address it led to, with its query
   * @throws {SignInFailed | NoConnection | ServiceTrouble}
   */
  finishSignIn(address: URL): Promise<void>;
  /**
   * Forgets everything here, revokes the refresh token, and ends the login service's own session too.
   * @param keepsInvitation the invitation that is open here is for whoever signs in next
   */
  signOut(keepsInvitation?: boolean): Promise<void>;
  /** Forgets who was signed in: their tokens are of no use any more. */
  forget(): void;
}

/** Renewed so long before it ends, for slow requests and clocks that differ. */
const MARGIN_MS = 60_000;
const CLOCK_TOLERANCE_S = 300;
const REVOKE_MS = 3_000;

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function createSession(config: PortalConfig): Session {
  const server: oauth.AuthorizationServer = {
    issuer: config.issuer,
    authorization_endpoint: config.authorizeUrl,
    token_endpoint: config.tokenUrl,
    revocation_endpoint: config.revokeUrl,
  };
  const client: oauth.Client = {
    client_id: config.clientId,
    [oauth.clockTolerance]: CLOCK_TOLERANCE_S,
  };
  // A deployment's login service has https; a laptop's has not.
  const options = {
    [oauth.allowInsecureRequests]: config.authorizeUrl.startsWith('http:'),
    [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<string, URLSearchParams | undefined>) =>
      request(url, { method: init.method, headers: init.headers, body: init.body ?? null }),
  };

  function keep(answer: oauth.TokenEndpointResponse, before?: { refreshToken: string; email: string }) {
    const email = oauth.getValidatedIdTokenClaims(answer)?.email;
    memory.write('session', {
      accessToken: answer.access_token,
      // It rotates, so a refresh brings a new one; during the grace time it may bring none.
      refreshToken: answer.refresh_token ?? before?.refreshToken ?? '',
      expiresAt: Date.now() + (answer.expires_in ?? 0) * 1000,
      email: typeof email === 'string' ? email : (before?.email ?? ''),
    });
    return answer.access_token;
  }

  async function refresh(): Promise<string> {
    const before = memory.read('session');
    if (before === undefined) throw new SignInNeeded();
    try {
      const response = await oauth.refreshTokenGrantRequest(
        server,
        client,
        oauth.None(),
        before.refreshToken,
        options,
      );
      return keep(await oauth.processRefreshTokenResponse(server, client, response), before);
    } catch (cause) {
      if (cause instanceof NoConnection || cause instanceof ServiceTrouble) throw cause;
      if (!(cause instanceof oauth.ResponseBodyError)) throw new ServiceTrouble({ cause });
      memory.forget('session');
      throw new SignInNeeded({ cause });
    }
  }

  // The token rotates: requests that find it old at the same time share one refresh.
  let refreshing: Promise<string> | undefined;
  const renew = () => {
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };

  return {
    email: () => memory.read('session')?.email,

    accessToken: async () => {
      const session = memory.read('session');
      if (session === undefined) throw new SignInNeeded();
      return session.expiresAt - MARGIN_MS > Date.now() ? session.accessToken : renew();
    },

    renew,

    signIn: async (which = 'sign-in') => {
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const nonce = oauth.generateRandomNonce();
      memory.write('signIn', { verifier, state, nonce });
      const page = new URL(which === 'sign-up' ? config.signUpUrl : config.authorizeUrl);
      page.search = new URLSearchParams({
        response_type: 'code',
        client_id: config.clientId,
        redirect_uri: config.redirectUri,
        scope: config.scope,
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).toString();
      location.assign(page);
    },

    finishSignIn: async (address) => {
      const started = memory.take('signIn');
      if (started === undefined) throw new SignInFailed('not_started');
      try {
        const parameters = oauth.validateAuthResponse(server, client, address, started.state);
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          oauth.None(),
          parameters,
          config.redirectUri,
          started.verifier,
          options,
        );
        keep(
          await oauth.processAuthorizationCodeResponse(server, client, response, {
            expectedNonce: started.nonce,
            requireIdToken: true,
          }),
        );
      } catch (cause) {
        if (cause instanceof NoConnection || cause instanceof ServiceTrouble) throw cause;
        if (cause instanceof oauth.AuthorizationResponseError) {
          throw new SignInFailed('refused', { cause });
        }
        throw new SignInFailed('not_started', { cause });
      }
    },

    signOut: async (keepsInvitation = false) => {
      const session = memory.read('session');
      const invitation = keepsInvitation ? memory.read('invitation') : undefined;
      sessionStorage.clear();
      if (invitation !== undefined) {
        memory.write('invitation', invitation);
        memory.write('afterSignOut', '/join');
      }
      if (session !== undefined) {
        // Best effort, and not for long: the token is forgotten here in any case.
        const revoked = oauth.revocationRequest(server, client, oauth.None(), session.refreshToken, options);
        await Promise.race([revoked.catch(() => undefined), delay(REVOKE_MS)]);
      }
      const page = new URL(config.logoutUrl);
      page.search = new URLSearchParams({
        client_id: config.clientId,
        logout_uri: config.signedOutUri,
      }).toString();
      location.replace(page);
    },

    forget: () => memory.forget('session'),
  };
}
