import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildFunctions } from '../../infra/build.ts';

type Handler = (event: unknown, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

const OWN = 'https://porch.example.org';
const SIGN_IN = 'https://lighthouse.auth.eu-west-1.amazoncognito.com';
const ENVIRONMENT = {
  PORTAL_ORIGIN: OWN,
  COGNITO_DOMAIN_URL: SIGN_IN,
  PORTAL_CLIENT_ID: 'portal-client',
  PORTAL_SCOPE: 'porchlight/account',
  USER_POOL_ID: 'eu-west-1_Lighthouse',
  SKILL_ID: 'amzn1.ask.skill.lighthouse',
  // Refusals are logged, and here they are asked for.
  POWERTOOLS_LOG_LEVEL: 'SILENT',
};

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porchlight-portal-'));
  const built = await buildFunctions({ outDir: folder });
  bundle = built.find(({ name }) => name === 'portal')?.file ?? '';
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The bundle as Lambda would load it under this environment. */
const load = (environment: Record<string, string> = ENVIRONMENT): Handler => {
  const before = { ...process.env };
  const require = createRequire(import.meta.url);
  Object.assign(process.env, environment);
  try {
    delete require.cache[bundle];
    return require(bundle).handler;
  } finally {
    process.env = before;
  }
};

/** What API Gateway sends for a GET, as far as it matters. */
const get = (
  path: string,
  options: { file?: string; headers?: Record<string, string>; query?: string } = {},
): Partial<APIGatewayProxyEventV2> => ({
  version: '2.0',
  rawPath: path,
  rawQueryString: options.query ?? '',
  headers: options.headers ?? {},
  ...(options.file !== undefined && { pathParameters: { file: options.file } }),
  requestContext: { http: { method: 'GET', path } } as APIGatewayProxyEventV2['requestContext'],
});

const answerOf = (event: Partial<APIGatewayProxyEventV2>, handler = load()) =>
  handler(event, {
    awsRequestId: 'request',
    getRemainingTimeInMillis: () => 5_000,
  } as unknown as Context);

const assetNames = async () => {
  const { body = '' } = await answerOf(get('/'));
  return [...body.matchAll(/"\/assets\/([^"]+)"/g)].map(([, name = '']) => name);
};

const assetOf = (name: string, headers: Record<string, string> = {}) =>
  answerOf(get(`/assets/${name}`, { file: name, headers }));

describe("the portal's function", () => {
  test.each([
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
  ])('GET %s is the page, and nobody keeps it', async (path) => {
    const answer = await answerOf(get(path, { query: 'code=secret-code&state=secret-state' }));
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    });
    expect(answer.body).toMatch(/^<!doctype html>/);
    expect(answer.body).not.toContain('secret');
    expect(answer.body).toBe((await answerOf(get('/'))).body);
  });

  test('the page has no script, style or address of anybody else, nor any inline', async () => {
    const { body = '' } = await answerOf(get('/'));
    expect(body).not.toMatch(
      /https?:|\/\/|style=|<style|\son\w+=|<script(?! type="module" crossorigin src="\/assets\/)/,
    );
  });

  test('assets are kept for good, under names that say what is in them', async () => {
    const names = await assetNames();
    expect(names.map((name) => name.replace(/-[\w-]{8}\./, '-HASH.')).sort()).toEqual([
      'base-HASH.js',
      'icon-HASH.svg',
      'index-HASH.js',
      'style-HASH.css',
    ]);
    const types = await Promise.all(
      names.map(async (name) => {
        const { statusCode, headers = {} } = await assetOf(name);
        expect(statusCode).toBe(200);
        expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
        expect(headers.vary).toBe('accept-encoding');
        return headers['content-type'];
      }),
    );
    expect([...new Set(types)].sort()).toEqual([
      'image/svg+xml',
      'text/css; charset=utf-8',
      'text/javascript; charset=utf-8',
    ]);
  });

  test.each([
    ['gzip, deflate, br, zstd', true],
    ['br;q=0.5', true],
    ['BR', true],
    ['gzip, deflate', false],
    ['br;q=0', false],
    ['br; q=0.000, gzip', false],
    ['brotli', false],
    [undefined, false],
  ])('Accept-Encoding: %s is answered compressed: %s', async (accepted, compressed) => {
    const script = (await assetNames()).find((name) => name.endsWith('.js')) ?? '';
    const plain = await assetOf(script);
    const answer = await assetOf(script, accepted === undefined ? {} : { 'accept-encoding': accepted });
    expect(answer.headers?.['content-encoding']).toBe(compressed ? 'br' : undefined);
    const text = compressed
      ? brotliDecompressSync(Buffer.from(answer.body ?? '', 'base64')).toString()
      : answer.body;
    expect(answer.isBase64Encoded ?? false).toBe(compressed);
    expect(text).toBe(plain.body);
  });

  const sizeOf = async (name: string) => {
    const { body = '' } = await assetOf(name, { 'accept-encoding': 'br' });
    return Buffer.from(body, 'base64').length;
  };

  test('the first load stays small, in either language', async () => {
    const names = await assetNames();
    const scripts = await Promise.all(
      names.filter((name) => name.endsWith('.js')).map((name) => assetOf(name)),
    );
    // What comes when it is wanted: pages that one goes to, and the words of other languages.
    const later = scripts
      .flatMap(({ body = '' }) =>
        [...body.matchAll(/\.\/([\w-]+-[\w-]{8}\.js)/g)].map(([, name = '']) => name),
      )
      .filter((name) => !names.includes(name));
    expect(later).toContainEqual(expect.stringMatching(/^devices-/));
    const words = [...new Set(later)].filter((name) => name.startsWith('de-'));
    expect(words).toHaveLength(1);
    const sizes = await Promise.all([...names, ...words].map(sizeOf));
    expect(sizes.every((size) => size > 0)).toBe(true);
    const { body: page = '' } = await answerOf(get('/'));
    expect(sizes.reduce((sum, size) => sum + size, page.length)).toBeLessThan(60 * 1024);
  });

  test('/config.json tells the page where to sign in', async () => {
    const { headers, body = '' } = await answerOf(get('/config.json'));
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(JSON.parse(body)).toEqual({
      issuer: 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Lighthouse',
      authorizeUrl: `${SIGN_IN}/oauth2/authorize`,
      signUpUrl: `${SIGN_IN}/signup`,
      tokenUrl: `${SIGN_IN}/oauth2/token`,
      revokeUrl: `${SIGN_IN}/oauth2/revoke`,
      logoutUrl: `${SIGN_IN}/logout`,
      clientId: 'portal-client',
      scope: 'openid email porchlight/account',
      redirectUri: `${OWN}/callback`,
      signedOutUri: `${OWN}/`,
      skillId: 'amzn1.ask.skill.lighthouse',
      invocationNames: { en: 'my house', de: 'mein zuhause' },
    });
  });

  test('/config.json tells how the skill is called where it has another name', async () => {
    const handler = load({ ...ENVIRONMENT, INVOCATION_NAMES: 'en=dear jarvis' });
    const { body = '' } = await answerOf(get('/config.json'), handler);
    expect(JSON.parse(body)).toMatchObject({ invocationNames: { en: 'dear jarvis', de: 'mein zuhause' } });
  });

  test.each([
    ['/assets/index.js', 'index.js', 'file'],
    ['/homes', undefined, 'page'],
    ['/assets/__proto__', '__proto__', 'file'],
    ['/assets/toString', 'toString', 'file'],
    ['/assets/..%2Findex.html', '../index.html', 'file'],
    ['/index.html', undefined, 'page'],
    ['/v1/me', undefined, 'page'],
  ])('GET %s is not found, in JSON and with the same headers', async (path, file, what) => {
    const answer = await answerOf(get(path, file === undefined ? {} : { file }));
    expect(answer.statusCode).toBe(404);
    expect(JSON.parse(answer.body ?? '')).toEqual({
      error: { code: 'not_found', message: `There is no such ${what}.` },
    });
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(answer.headers?.['content-security-policy']).toContain("default-src 'none'");
  });

  test.each(['/', '/config.json', '/nowhere'])(
    '%s carries every header that keeps a page to itself',
    async (path) => {
      const { headers = {} } = await answerOf(get(path));
      expect(String(headers['content-security-policy']).split('; ')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        `connect-src 'self' ${SIGN_IN}`,
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ]);
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
      });
      expect(headers['permissions-policy']).toContain('camera=()');
    },
  );

  test("a laptop's http origin is not told to be https for ever", async () => {
    const handler = load({ ...ENVIRONMENT, PORTAL_ORIGIN: 'http://localhost:4300' });
    const { headers = {} } = await answerOf(get('/'), handler);
    expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain('strict-transport-security');
  });

  test.each(['PORTAL_ORIGIN', 'COGNITO_DOMAIN_URL', 'PORTAL_CLIENT_ID', 'PORTAL_SCOPE', 'USER_POOL_ID'])(
    'does not start without %s, and says so',
    (name) => {
      expect(() => load({ ...ENVIRONMENT, [name]: '' })).toThrow(name);
    },
  );
});
