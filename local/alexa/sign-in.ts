/** The platform's `fetch`, handed in so that a program can put its own in place. */
export type Fetch = typeof globalThis.fetch;

/**
 * Takes a person through the login pages: from the authorize URL to the redirect that Amazon would receive.
 * Resolves with that redirect's full URL (code or error in its query) and never opens it.
 *
 * @throws LinkError when the pages refuse; UnreachableError when nothing answers.
 */
export type SignIn = (request: {
  readonly authorizeUrl: URL;
  readonly redirectUri: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
}) => Promise<URL>;
