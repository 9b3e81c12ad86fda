import { readFileSync } from 'node:fs';
import { CORE_SCHEMA, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { composeAccount } from '../../functions/account/compose.ts';
import { routesOf } from '../../functions/account/routes.ts';
import { routesOf as portalRoutesOf } from '../../functions/portal/routes.ts';
import { settingsOf } from '../../functions/portal/settings.ts';
import { DISPLAY_CATEGORIES } from '../../lib/alexa/display-categories.ts';
import { LOCALES } from '../../lib/home-assistant/package.ts';
import { PROBE_STAGES } from '../../lib/home-assistant/probe.ts';
import { PROBE_STEPS } from '../../lib/home-assistant/probe-report.ts';
import * as homeOutcomes from '../../lib/outcomes/home.ts';
import * as outcomes from '../../lib/outcomes/index.ts';
import { createLog } from '../../lib/telemetry/logger.ts';
import {
  answerOf,
  codesOf,
  document,
  follow,
  jsonOf,
  type MediaType,
  operations,
  requestOf,
  type Schema,
  valuesOf,
} from '../harness/openapi/document.ts';
import { asWritten, nothingElse } from '../harness/openapi/schemas.ts';

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

/** Every object in the document, with its JSON pointer. */
function* objectsIn(value: unknown, pointer = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [pointer, value as Record<string, unknown>];
  for (const [name, inner] of Object.entries(value))
    yield* objectsIn(inner, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}
const references = [...objectsIn(document)].flatMap(([, { $ref }]) =>
  typeof $ref === 'string' ? [$ref] : [],
);

describe('the document', () => {
  it('refers to nothing that is not there, and has nothing that nobody refers to', () => {
    for (const reference of references) expect(follow(reference)).toBeDefined();
    const { securitySchemes: _schemes, ...others } = document.components;
    const parts = Object.entries(others).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `#/components/${kind}/${name}`),
    );
    // These two are the answers of addresses and methods that are not here.
    expect(parts.filter((part) => !references.includes(part))).toEqual([
      '#/components/responses/NoSuchRoute',
      '#/components/responses/MethodNotAllowed',
    ]);
  });

  const schemas = [...objectsIn(document)].filter(([pointer]) =>
    /(^#\/components\/schemas\/[^/]+|application~1json\/schema|\/parameters\/\d+\/schema)$/.test(pointer),
  );
  it.each(schemas.map(([pointer]) => pointer))('%s is a schema', (pointer) => {
    expect(() => asWritten(pointer, null)).not.toThrow();
  });

  const media = [...objectsIn(document)].filter(([pointer]) =>
    pointer.endsWith('/content/application~1json'),
  );
  const examples = media.flatMap(([pointer, value]) => {
    const { example, examples: several = {} } = value as unknown as MediaType;
    const own = example === undefined ? [] : [example];
    return [...own, ...Object.values(several).map((one) => one.value)].map((one) => [pointer, one] as const);
  });
  it('has an example for every body', () => {
    expect(new Set(examples.map(([pointer]) => pointer)).size).toBe(media.length);
  });
  it.each(examples)('%s: the example %j is one', (pointer, example) => {
    expect(nothingElse(`${pointer}/schema`, example)).toBeUndefined();
  });

  const withExamples = [...objectsIn(document.components.schemas, '#/components/schemas')].flatMap(
    ([pointer, { examples: own }]) => (Array.isArray(own) ? own.map((one) => [pointer, one] as const) : []),
  );
  it.each(withExamples)('%s: %j is one', (pointer, example) => {
    expect(asWritten(pointer, example)).toBeUndefined();
  });
});

const schemaNamed = (name: string): Schema => {
  const found = document.components.schemas[name];
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
};
const codesIn = (module: object): string[] =>
  Object.values(module)
    .filter((exported) => typeof exported === 'function' && exported.prototype instanceof outcomes.Outcome)
    .map((Class) => (Reflect.construct(Class, []) as outcomes.Outcome).code)
    .sort();

/** Outcomes that no request to this API ends with, and where they belong. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  token_malformed: 'the authorizer: 403 of API Gateway',
  token_forged: 'the authorizer: 403 of API Gateway',
  token_expired: 'the authorizer: 403 of API Gateway',
  token_mismatched: 'the authorizer: 403 of API Gateway',
  key_set_unavailable: 'the authorizer: 500 of API Gateway',
  link_revoked: 'directives',
  directive_malformed: 'directives',
  payload_version_unsupported: 'directives',
  scope_unsupported: 'directives',
  endpoint_unknown: 'directives',
  endpoint_secured: 'directives',
  function_unavailable: 'directives, of AcceptGrant',
  home_left_alone: 'directives; here homes are asked at once, or in a probe, whose step says it',
  smart_home_not_enabled: 'directives; here it is a step of a probe',
  login_service_unavailable: 'the deletion, as the reason of a step',
  grant_refused: 'AcceptGrant',
  login_with_amazon_unavailable: 'AcceptGrant, and reports',
  messaging_credentials_invalid: 'AcceptGrant, and reports',
  grant_dead: 'reports; the status has its remedy',
  gateway_token_refused: 'reports',
  event_rejected: 'reports',
  event_too_large: 'reports',
  event_permission_missing: 'reports',
  gateway_unavailable: 'reports',
  enablement_missing: 'reports',
};

describe('the codes', () => {
  const answers = [
    ...operations.flatMap((one) => Object.keys(one.object.responses).map((status) => answerOf(one, status))),
    ...['NoSuchRoute', 'MethodNotAllowed'].map((name) => {
      const thing = document.components.responses[name];
      return thing && { thing, pointer: `#/components/responses/${name}` };
    }),
  ];
  const named = new Set(
    answers.flatMap((answer) => {
      const json = answer && jsonOf(answer.thing, answer.pointer);
      return json === undefined ? [] : codesOf(json.schema);
    }),
  );

  it('are those of lib/outcomes that a request can end with, and one for what is none', () => {
    const reachable = codesIn(outcomes).filter((code) => !Object.hasOwn(ELSEWHERE, code));
    expect([...named].sort()).toEqual([...reachable, 'internal_error'].sort());
    expect(codesIn(outcomes)).toEqual(expect.arrayContaining(Object.keys(ELSEWHERE)));
  });

  it('of homes are all that homes have', () => {
    expect(valuesOf(schemaNamed('HomeFault')).sort()).toEqual(codesIn(homeOutcomes));
  });
});

describe('what there is to choose from', () => {
  const property = (schema: string, name: string) => valuesOf(schemaNamed(schema).properties?.[name] ?? {});
  it.each<[string, string[], readonly string[]]>([
    ['display categories', valuesOf(schemaNamed('DisplayCategory')), DISPLAY_CATEGORIES],
    ['locales', valuesOf(schemaNamed('Locale')), LOCALES],
    ['steps of a probe', property('ProbeStep', 'step'), PROBE_STEPS],
    ['stages of a probe', property('ProbeRequest', 'stage'), PROBE_STAGES],
  ])('%s', (_, written, real) => {
    expect(written).toEqual([...real]);
  });
});

it('tells a client what the portal is told', () => {
  expect(nothingElse('#/components/schemas/PortalConfig', portalConfig)).toBeUndefined();
});

it('every request with a body has a schema for it', () => {
  const bodies = operations.filter(({ object }) => object.requestBody !== undefined);
  expect(bodies.every((one) => requestOf(one) !== undefined)).toBe(true);
  expect(bodies.length).toBeGreaterThan(10);
});
