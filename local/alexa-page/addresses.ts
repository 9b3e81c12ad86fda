/** Where the login page leads back to. */
export const LANDING = '/linked';

/** The page's origin at a port. */
export const alexaPageOrigin = (port: number): string => `http://localhost:${port}`;

/** One of the redirect URIs that the Alexa client has in this stack. */
export const alexaPageRedirectUri = (port: number): string => `${alexaPageOrigin(port)}${LANDING}`;
