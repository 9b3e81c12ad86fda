import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseStack, type Stack } from '../../local/alexa/stack.ts';

export const client = { id: 'alexa-client', secret: 'alexa+secret/with=signs' };
export const owner = { username: 'owner@example.com', password: 'correct horse & battery' };
const redirectUri = 'https://pitangui.amazon.com/api/skill/link/M0TEST';

type Json = Record<string, unknown>;
type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body: string };

export type StandIn = {
  readonly file: Json;
  readonly stack: Stack;
  /** What the token endpoint and the function were asked, oldest first. */
  readonly seen: { tokens: URLSearchParams[]; events: Json[]; skillEvents: Json[]; paths: string[] };
  /** Knobs of the test. */
  readonly set: {
    expiresIn: number;
    refresh: 'good' | 'refused' | 'down';
    rotate: boolean;
    redirect: Record<string, string>;
    skill: (event: Json) => Promise<Answer> | Answer;
    skillEvent: (event: Json) => Promise<Answer> | Answer;
    /** What the skill said before its answers, as the stand-in for Amazon tells it. */
    progress: { requestId: string; speech: string }[];
    gateway: { seq: number; at: string; amazonUser: string; message: unknown }[];
  };
  readonly close: () => Promise<void>;
};

/** A login server with Cognito's paths and fields, a Lambda Invoke API, and Amazon's control API, on one real port. */
export async function startStandIn(): Promise<StandIn> {
  const seen: StandIn['seen'] = { tokens: [], events: [], skillEvents: [], paths: [] };
  const set: StandIn['set'] = {
    expiresIn: 14_400,
    refresh: 'good',
    rotate: false,
    redirect: {},
    skill: (event) => lambdaAnswer(skill(event)),
    skillEvent: () => lambdaAnswer({ version: '1.0', response: {} }),
    progress: [],
    gateway: [],
  };
  const codes = new Map<string, { challenge: string }>();
  const forms = new Map<string, string>();

  const routes: Record<
    string,
    (url: URL, request: IncomingMessage, body: string) => Promise<Answer> | Answer
  > = {
    'GET /oauth2/authorize': (url) => redirect(`/login${url.search}`),
    'GET /login': (url) => loginPage(url, forms),
    'POST /login': (url, request, body) => {
      const form = new URLSearchParams(body);
      const cookie = /XSRF=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
      if (forms.get(cookie) === undefined || forms.get(cookie) !== form.get('_csrf')) {
        return { status: 403, body: '<p role="alert">No cookie, no entry</p>' };
      }
      if (form.get('username') !== owner.username || form.get('password') !== owner.password) {
        return loginPage(url, forms, 'Incorrect username &amp; password.');
      }
      const code = randomUUID();
      codes.set(code, { challenge: url.searchParams.get('code_challenge') ?? '' });
      const target = new URL(url.searchParams.get('redirect_uri') ?? '');
      const answer = { code, state: url.searchParams.get('state') ?? '', ...set.redirect };
      for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
      return redirect(target.href);
    },
    'POST /oauth2/token': (_url, request, body) =>
      token(request, new URLSearchParams(body), seen, set, codes),
    'POST /control/grants': (_url, _request, body) =>
      json(200, { code: `AN-${String(JSON.parse(body).amazonUser)}` }),
    'GET /control/events': (url) => {
      const after = Number(url.searchParams.get('after'));
      const events = set.gateway.filter(({ seq }) => seq > after);
      return json(200, { events, next: events.at(-1)?.seq ?? after });
    },
    'GET /control/progress': () => json(200, { progress: set.progress }),
    'POST /2015-03-31/functions/directive/invocations': (_url, _request, body) => {
      const event: Json = JSON.parse(body);
      seen.events.push(event);
      return set.skill(event);
    },
    'POST /2015-03-31/functions/skill/invocations': (_url, _request, body) => {
      const event: Json = JSON.parse(body);
      seen.skillEvents.push(event);
      return set.skillEvent(event);
    },
  };

  const server = createServer((request, response) => {
    void serve(routes, request, response, seen);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const file = {
    cognito: {
      region: 'us-east-1',
      authorizeUrl: `${url}/oauth2/authorize`,
      tokenUrl: `${url}/oauth2/token`,
      alexaClient: { ...client, scopes: ['openid', 'porchlight/control'], redirectUris: [redirectUri] },
    },
    lambda: { endpoint: url, functions: { directive: 'directive', skill: 'skill' } },
    skill: { id: 'amzn1.ask.skill.stand-in' },
    amazon: { control: `${url}/control` },
    demo: owner,
  };
  return {
    file,
    stack: parseStack(file),
    seen,
    set,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  routes: Record<string, (url: URL, request: IncomingMessage, body: string) => Promise<Answer> | Answer>,
  request: IncomingMessage,
  response: ServerResponse,
  seen: StandIn['seen'],
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const url = new URL(request.url ?? '/', 'http://stand-in');
  seen.paths.push(`${request.method} ${url.pathname}`);
  const route = routes[`${request.method} ${url.pathname}`];
  const answer =
    route === undefined ? { status: 404, body: 'nothing here' } : await route(url, request, body);
  response.writeHead(answer.status, answer.headers ?? {}).end(answer.body);
}

function loginPage(url: URL, forms: Map<string, string>, alert?: string): Answer {
  const cookie = randomUUID();
  const csrf = `"quoted" & ${randomUUID()}`;
  forms.set(cookie, csrf);
  const escaped = csrf.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return {
    status: alert === undefined ? 200 : 400,
    headers: { 'content-type': 'text/html', 'set-cookie': `XSRF=${cookie}; Path=/; HttpOnly; SameSite=Lax` },
    body: `<!doctype html><!-- <form><input name="username"></form> -->
<form action="/search"><input name="q"></form>
${alert === undefined ? '' : `<p role="alert">${alert}</p>`}
<form method='post' action="/login${url.search.replaceAll('&', '&amp;')}">
<input type=hidden name=_csrf value="${escaped}">
<input id="username" name="username" type="email" value="">
<input type="password" name="password"><input type="checkbox" name="remember">
<button>Sign in</button></form>`,
  };
}

function token(
  request: IncomingMessage,
  form: URLSearchParams,
  seen: StandIn['seen'],
  set: StandIn['set'],
  codes: Map<string, { challenge: string }>,
): Answer {
  seen.tokens.push(form);
  const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
  if (request.headers.authorization !== basic) return json(401, { error: 'invalid_client' });
  const access = { access_token: accessToken(), token_type: 'Bearer', expires_in: set.expiresIn };
  if (form.get('grant_type') === 'refresh_token') {
    if (set.refresh === 'refused') return json(400, { error: 'invalid_grant' });
    if (set.refresh === 'down') return json(503, {});
    return json(200, set.rotate ? { ...access, refresh_token: 'refresh-2' } : access);
  }
  const known = codes.get(form.get('code') ?? '');
  codes.delete(form.get('code') ?? '');
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  if (known === undefined || known.challenge !== challenge || form.get('redirect_uri') !== redirectUri) {
    return json(400, { error: 'invalid_grant' });
  }
  return json(200, { ...access, refresh_token: 'refresh-1' });
}

/** Something with the looks of a JSON Web Token. */
export function accessToken(): string {
  return `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI${randomBytes(24).toString('hex')}.${randomBytes(24).toString('hex')}`;
}

function redirect(location: string): Answer {
  return { status: 302, headers: { location }, body: '' };
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function lambdaAnswer(message: unknown): Answer {
  return json(200, message);
}

export function functionError(): Answer {
  return {
    status: 200,
    headers: { 'x-amz-function-error': 'Unhandled' },
    body: JSON.stringify({ errorType: 'TypeError', errorMessage: 'secret detail' }),
  };
}

const light = {
  endpointId: 'k3f9a2:light#kitchen',
  friendlyName: 'Kitchen light',
  interfaces: ['Alexa.PowerController', 'Alexa.BrightnessController', 'Alexa.ColorController'],
  category: 'LIGHT',
};
const others = [
  {
    endpointId: 'k3f9a2:light#hall',
    friendlyName: 'Hall light',
    interfaces: ['Alexa.PowerController'],
    category: 'LIGHT',
  },
  {
    endpointId: 'k3f9a2:lock#front',
    friendlyName: 'Front door',
    interfaces: ['Alexa.LockController'],
    category: 'SMARTLOCK',
  },
  {
    endpointId: 'k3f9a2:climate#hall',
    friendlyName: 'Thermostat',
    interfaces: ['Alexa.ThermostatController'],
    category: 'THERMOSTAT',
  },
  {
    endpointId: 'k3f9a2:scene#movie',
    friendlyName: 'Movie night',
    interfaces: ['Alexa.SceneController'],
    category: 'SCENE_TRIGGER',
  },
  {
    endpointId: 'k3f9a2:light#desk1',
    friendlyName: 'Desk',
    interfaces: ['Alexa.PowerController'],
    category: 'LIGHT',
  },
  {
    endpointId: 'k3f9a2:light#desk2',
    friendlyName: 'desk',
    interfaces: ['Alexa.PowerController'],
    category: 'LIGHT',
  },
];

export const discovered = [light, ...others].map(({ endpointId, friendlyName, interfaces, category }) => ({
  endpointId,
  friendlyName,
  description: `${friendlyName} via Home Assistant`,
  manufacturerName: 'Home Assistant',
  displayCategories: [category],
  cookie: { home: endpointId },
  capabilities: ['Alexa', ...interfaces].map((name) => ({
    type: 'AlexaInterface',
    interface: name,
    version: '3',
    ...(name === 'Alexa.PowerController'
      ? { properties: { supported: [{ name: 'powerState' }], retrievable: true, proactivelyReported: true } }
      : {}),
    ...(name === 'Alexa.SceneController' ? { supportsDeactivation: false } : {}),
  })),
}));

/** A small skill that answers as Alexa wants it. */
export function skill(event: Json): Json {
  const { header, endpoint, payload } = event.directive as { header: Json; endpoint?: Json; payload: Json };
  const reply = (namespace: string, name: string, rest: Json = {}, context?: Json[]): Json => ({
    event: {
      header: {
        namespace,
        name,
        payloadVersion: '3',
        messageId: randomUUID(),
        ...(header.correlationToken === undefined ? {} : { correlationToken: header.correlationToken }),
      },
      ...(endpoint === undefined ? {} : { endpoint: { endpointId: endpoint.endpointId } }),
      payload: rest,
    },
    ...(context === undefined ? {} : { context: { properties: context } }),
  });
  const property = (namespace: string, name: string, value: unknown): Json => ({
    namespace,
    name,
    value,
    timeOfSample: new Date().toISOString(),
    uncertaintyInMilliseconds: 500,
  });
  const scope = (endpoint?.scope ?? payload.scope ?? payload.grantee) as Json | undefined;
  if (typeof scope?.token !== 'string')
    return reply('Alexa', 'ErrorResponse', { type: 'INVALID_DIRECTIVE', message: 'no token' });
  const power = [property('Alexa.PowerController', 'powerState', 'ON')];
  const answers: Record<string, () => Json> = {
    'Alexa.Discovery/Discover': () =>
      reply('Alexa.Discovery', 'Discover.Response', { endpoints: discovered }),
    'Alexa.Authorization/AcceptGrant': () => reply('Alexa.Authorization', 'AcceptGrant.Response'),
    'Alexa/ReportState': () => reply('Alexa', 'StateReport', {}, power),
    'Alexa.BrightnessController/SetBrightness': () =>
      reply('Alexa', 'Response', {}, [
        ...power,
        property('Alexa.BrightnessController', 'brightness', payload.brightness),
      ]),
    'Alexa.ThermostatController/SetTargetTemperature': () =>
      reply('Alexa', 'Response', {}, [
        property('Alexa.ThermostatController', 'targetSetpoint', payload.targetSetpoint),
      ]),
    'Alexa.ColorController/SetColor': () =>
      reply('Alexa', 'Response', {}, [property('Alexa.ColorController', 'color', payload.color)]),
    'Alexa.SceneController/Activate': () =>
      reply(
        'Alexa.SceneController',
        'ActivationStarted',
        { cause: { type: 'VOICE_INTERACTION' }, timestamp: new Date().toISOString() },
        [],
      ),
  };
  return (
    answers[`${String(header.namespace)}/${String(header.name)}`]?.() ?? reply('Alexa', 'Response', {}, power)
  );
}

/** An ErrorResponse to an event, right in itself. */
export function errorAnswer(event: Json, type: string): Answer {
  const { header, endpoint } = event.directive as { header: Json; endpoint?: Json };
  return lambdaAnswer({
    event: {
      header: {
        namespace: 'Alexa',
        name: 'ErrorResponse',
        payloadVersion: '3',
        messageId: randomUUID(),
        ...(header.correlationToken === undefined ? {} : { correlationToken: header.correlationToken }),
      },
      ...(endpoint === undefined ? {} : { endpoint: { endpointId: endpoint.endpointId } }),
      payload: { type, message: 'the reason, for the log' },
    },
  });
}
