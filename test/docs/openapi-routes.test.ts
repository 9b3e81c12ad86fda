import { readFileSync } from 'node:fs';
import { CORE_SCHEMA, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { composeAccount } from '../../functions/account/compose.ts';
import { routesOf } from '../../functions/account/routes.ts';
import { routesOf as portalRoutesOf } from '../../functions/portal/routes.ts';
import { settingsOf } from '../../functions/portal/settings.ts';
import { createLog } from '../../lib/telemetry/logger.ts';
import { document, operations } from '../harness/openapi/document.ts';
import { nothingElse } from '../harness/openapi/schemas.ts';

/** The environment of the functions behind the HTTP API; nothing is called. */
const ENVIRONMENT = {
  HOME_REGION: 'us-east-1',
  REGISTRY_TABLE: 'registry',
  DEVICES_TABLE: 'devices',
  VAULT_KEY_ID: 'key',
  LOOKS_QUEUE_URL: 'https://sqs.example/looks',
  ERASURES_QUEUE_URL: 'https://sqs.example/erasures',
  PORTAL_ORIGIN: 'https://porchlight.example',
  COGNITO_DOMAIN_URL: 'https://auth.porchlight.example',
  USER_POOL_ID: 'us-east-1_Porchlight',
  PORTAL_CLIENT_ID: 'client',
  PORTAL_SCOPE: 'porchlight/account',
  SKILL_ID: 'amzn1.ask.skill.example',
};
const portalConfig = settingsOf(ENVIRONMENT).config;

/** `GET /v1/me`, of whatever has a method and a path. */
const routeOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const documented = operations.map(routeOf).sort();
const accountRoutes = routesOf(composeAccount(ENVIRONMENT, createLog())).map(routeOf);

describe('the operations', () => {
  it('are the routes of the account API, the door for hints, and the settings of the portal', () => {
    expect(documented).toEqual([...accountRoutes, 'GET /config.json', 'POST /v1/hints'].sort());
  });

  it('have a name, a tag that there is, and something to say', () => {
    const names = operations.map(({ id }) => id);
    expect(new Set(names).size).toBe(names.length);
    const tags = document.tags.map(({ name }) => name);
    for (const { object } of operations) {
      expect(tags).toEqual(expect.arrayContaining(object.tags));
      expect([object.tags.length, object.summary === '', object.description === undefined]).toEqual([
        1,
        false,
        false,
      ]);
    }
  });

  it.each(operations.map((one) => [routeOf(one), one] as const))('%s names what is in its path', (_, one) => {
    const inPath = [...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(one.parameters.map(({ name, in: place, required }) => [name, place, required])).toEqual(
      inPath.map((name) => [name, 'path', true]),
    );
  });

  it.each(operations.map((one) => [routeOf(one), one] as const))('%s has every way to fail', (_, one) => {
    const statuses = Object.keys(one.object.responses);
    const isOpen = one.path === '/config.json';
    const isDoor = one.path === '/v1/hints';
    const always = [
      '429',
      '500',
      ...(isOpen ? [] : ['401', '403', '503']),
      ...(isOpen || isDoor ? [] : ['504']),
    ];
    expect(statuses).toEqual(expect.arrayContaining(always));
    expect(statuses.includes('400')).toBe(one.object.requestBody !== undefined);
    expect(statuses.includes('413')).toBe(one.object.requestBody !== undefined);
    expect(statuses.includes('405')).toBe(false);
    expect(statuses.filter((status) => status.startsWith('2'))).toHaveLength(1);
  });

  it('are for people with a token, for homes with a key, or for everybody', () => {
    const needs = (id: string) => operations.find((one) => one.id === id)?.object.security;
    expect(document.security).toEqual([{ portalToken: ['porchlight/account'] }]);
    expect(needs('sendHints')).toEqual([{ eventKey: [] }]);
    expect(needs('getConfig')).toEqual([]);
    expect(operations.filter(({ object }) => object.security !== undefined)).toHaveLength(2);
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual(['eventKey', 'portalToken']);
  });
});

type HttpEvent = string | { method: string; path: string; authorizer?: object };
const infra = (file: string) =>
  load(readFileSync(new URL(`../../infra/${file}`, import.meta.url), 'utf8'), { schema: CORE_SCHEMA });

describe('what is deployed', () => {
  const functions = infra('functions.yml') as Record<string, { events?: { httpApi?: HttpEvent }[] }>;
  const events = Object.entries(functions).flatMap(([name, { events: own = [] }]) =>
    own.flatMap(({ httpApi }) => {
      if (httpApi === undefined) return [];
      const [method = '', path = ''] =
        typeof httpApi === 'string' ? httpApi.split(' ') : [httpApi.method, httpApi.path];
      const isGuarded = typeof httpApi === 'object' && httpApi.authorizer !== undefined;
      return [{ name, method, path, isGuarded }];
    }),
  );
  /** As API Gateway chooses: the route that says most. */
  const eventFor = (method: string, path: string) =>
    events.find((one) => one.method === method && one.path === path) ??
    events.find((one) => one.method === '*' && path.startsWith(one.path.replace('{proxy+}', '')));

  it.each(operations.map((one) => [routeOf(one), one] as const))('%s leads to its function', (route, one) => {
    const name = accountRoutes.includes(route) ? 'account' : one.path === '/v1/hints' ? 'hints' : 'portal';
    expect(eventFor(one.method, one.path)).toMatchObject({
      name,
      isGuarded: one.object.security?.length !== 0,
    });
  });

  it('has nothing else but the page and its files', () => {
    const isDocumented = ({ method, path }: { method: string; path: string }) =>
      operations.some(
        (one) =>
          eventFor(one.method, one.path) ===
          events.find((event) => event.method === method && event.path === path),
      );
    const others = events.filter((event) => !isDocumented(event)).map(routeOf);
    const page = portalRoutesOf({ page: '', assets: {} }, portalConfig)
      .map((route) => routeOf({ method: String(route.method), path: route.path }))
      .filter((route) => route !== 'GET /config.json');
    expect(others.sort()).toEqual(page.sort());
  });

  it('is throttled as the document says', () => {
    const { resources } = infra('http-api.yml') as {
      resources: { extensions: { HttpApiStage: { Properties: object } } };
    };
    expect(resources.extensions.HttpApiStage.Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      RouteSettings: { 'POST /v1/hints': { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1_000 } },
    });
    expect((document.components.responses.TooManyRequests?.description ?? '').replace(/\s+/g, ' ')).toContain(
      'fifty requests a second after a hundred at once, or five hundred after a thousand for hints',
    );
  });
});

it('tells a client what the portal is told', () => {
  expect(nothingElse('#/components/schemas/PortalConfig', portalConfig)).toBeUndefined();
});
