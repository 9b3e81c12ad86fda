import type { Route } from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { NotFound } from '../../lib/outcomes/request.ts';
import type { PortalConfig } from './config.ts';
import type { PortalFiles } from './files.ts';

type Answer = APIGatewayProxyStructuredResultV2;
export type PortalRoute = Route<APIGatewayProxyEventV2, Answer>;

const answer = (type: string, caching: string, body: string): Answer => ({
  statusCode: 200,
  headers: { 'content-type': type, 'cache-control': caching },
  body,
});

/** RFC 9110 §12.5.3, as far as it matters: `br` is listed, and not with a weight of nought. */
const takesBrotli = (accepted: string | undefined): boolean =>
  (accepted ?? '').split(',').some((item) => /^\s*br\s*(;\s*q=(?!0(\.0*)?\s*$).+)?$/i.test(item));

function asset(files: PortalFiles, event: APIGatewayProxyEventV2): Answer {
  const name = event.pathParameters?.file ?? '';
  const found = Object.hasOwn(files.assets, name) ? files.assets[name] : undefined;
  if (found === undefined) throw new NotFound('file');
  const plain = answer(found.type, 'public, max-age=31536000, immutable', found.text);
  const headers = { ...plain.headers, vary: 'accept-encoding' };
  if (!takesBrotli(event.headers['accept-encoding'])) return { ...plain, headers };
  return {
    ...plain,
    headers: { ...headers, 'content-encoding': 'br' },
    body: found.brotli,
    isBase64Encoded: true,
  };
}

/** Where the page is served: its own pages, and the addresses that sign-ins and invitations come back to. */
const PAGES = [
  '/',
  '/connect',
  '/devices',
  '/household',
  '/reports',
  '/speech',
  '/account',
  '/join',
  '/callback',
  '/ha/callback',
] as const;

/** The portal at a glance. */
export function routesOf(files: PortalFiles, config: PortalConfig): PortalRoute[] {
  const page = async () => answer('text/html; charset=utf-8', 'no-store', files.page);
  const settings = async () => answer('application/json', 'no-store', JSON.stringify(config));
  return [
    ...PAGES.map((path): PortalRoute => ({ method: 'GET', path, handler: page })),
    { method: 'GET', path: '/config.json', handler: settings },
    {
      method: 'GET',
      path: '/assets/{file}',
      handler: async (event: APIGatewayProxyEventV2) => asset(files, event),
    },
  ];
}
