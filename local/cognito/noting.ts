import type { IssuedLog } from '../issued.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { TokenMint } from './tokens.ts';

/** The mint, with a note of each token that it makes. */
export const notingMint = (mint: TokenMint, issued: IssuedLog): TokenMint => ({
  ...mint,
  mint(client, grant) {
    const tokens = mint.mint(client, grant);
    issued.note("Cognito's access token", tokens.access_token);
    if (tokens.id_token !== undefined) issued.note("Cognito's ID token", tokens.id_token);
    return tokens;
  },
});

/** The refresh tokens, with a note of each that is given out. */
export const notingRefreshTokens = (refreshTokens: RefreshTokens, issued: IssuedLog): RefreshTokens => {
  const note = (token: string): string => issued.note("Cognito's refresh token", token);
  return {
    ...refreshTokens,
    issue: async (grant) => note(await refreshTokens.issue(grant)),
    async rotate(token, rotation) {
      const successor = await refreshTokens.rotate(token, rotation);
      return successor === undefined ? undefined : note(successor);
    },
  };
};
