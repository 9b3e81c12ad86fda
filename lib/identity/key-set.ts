import http from 'node:http';
import https from 'node:https';
import { FetchError, NonRetryableFetchError } from 'aws-jwt-verify/error';
import type { Fetcher } from 'aws-jwt-verify/https';
import { type JwksCache, SimpleJwksCache } from 'aws-jwt-verify/jwk';

/** A key set is a few kilobytes; whatever is larger is not one. */
const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 2_500;

/**
 * Where the key set comes from. With an emulator's endpoint the request goes there instead, by the path of the
 * genuine address, while the issuer that is expected in a token stays Cognito's own.
 */
function locate(jwksUri: string, endpoint: string | undefined): URL {
  const genuine = new URL(jwksUri);
  return endpoint === undefined ? genuine : new URL(genuine.pathname, endpoint);
}

function fetchBounded(url: URL): Promise<ArrayBuffer> {
  const { request } = url.protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { timeout: TIMEOUT_MS, signal: AbortSignal.timeout(TIMEOUT_MS) },
      (response) => {
        if (response.statusCode !== 200) {
          response.resume();
          reject(new NonRetryableFetchError(url.href, `status ${response.statusCode}`));
          return;
        }
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BYTES) {
            response.destroy(new Error('the key set is too large'));
            return;
          }
          chunks.push(chunk);
        });
        response.on('error', (error) => reject(new FetchError(url.href, error.message)));
        response.on('end', () => resolve(Uint8Array.from(Buffer.concat(chunks)).buffer));
      },
    );
    outgoing.on('error', (error) => reject(new FetchError(url.href, error.message)));
    outgoing.end();
  });
}

/**
 * The cache of Cognito's public keys: one download however many ask, and a pause after an unknown key id (both
 * aws-jwt-verify's own).
 * @param endpoint `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER`, or undefined for Cognito itself
 */
export function createKeySetCache(endpoint: string | undefined): JwksCache {
  const fetcher: Fetcher = { fetch: (uri) => fetchBounded(locate(uri, endpoint)) };
  return new SimpleJwksCache({ fetcher });
}
