import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { PortalSettings } from './settings.ts';

type Headers = Readonly<Record<string, string>>;

/** Two years, as the preload list of browsers asks. */
const HSTS = 'max-age=63072000; includeSubDomains; preload';

/** Only what is listed: nothing from anywhere else, no markup made from text, no frame around it. */
const contentSecurityPolicy = (signInOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${signInOrigin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/**
 * The headers of all that the portal's function answers.
 * @see https://www.w3.org/TR/CSP3/
 */
export function securityHeaders({ origin, signInOrigin }: PortalSettings): Headers {
  return {
    'content-security-policy': contentSecurityPolicy(signInOrigin),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    // Sign-in codes arrive in this page's address.
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(origin.startsWith('https:') && { 'strict-transport-security': HSTS }),
  };
}

/** Puts the headers on answers, of errors too. */
export function withHeaders(
  headers: Headers,
): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const put = (request: { response: APIGatewayProxyStructuredResultV2 | null | undefined }) => {
    if (request.response) request.response.headers = { ...request.response.headers, ...headers };
  };
  return { after: put, onError: put };
}
