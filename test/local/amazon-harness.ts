import type { EventPage } from '../../local/amazon/event-log.ts';
import type { LedgerCounts } from '../../local/amazon/ledger.ts';
import { type LocalAmazon, startAmazon } from '../../local/amazon/start.ts';

export const client = { clientId: 'amzn1.application-oa2-client.test', clientSecret: 'a secret & more: "ü"' };

/** What the token endpoint answers. */
export interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
}

/** The tokens of a good answer. */
export const tokensOf = async (response: Response) => (await response.json()) as TokenAnswer;

/** A stand-in with a clock that can be put forward, what it has logged, and the calls tests make over real HTTP. */
export async function startHarness() {
  let ahead = 0;
  const lines: string[] = [];
  const amazon: LocalAmazon = await startAmazon({
    host: '127.0.0.1',
    port: 0,
    ...client,
    now: () => Date.now() + ahead,
    log: (line) => lines.push(line),
  });

  async function control(path: string, body?: unknown) {
    const response = await fetch(`${amazon.control}${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  }

  const token = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(amazon.lwaTokenUrl, { method: 'POST', body: new URLSearchParams(form), headers });

  const credentials = { client_id: client.clientId, client_secret: client.clientSecret };

  async function newCode(amazonUser?: string): Promise<string> {
    const { body } = await control('/grants', amazonUser === undefined ? {} : { amazonUser });
    return (body as { code: string }).code;
  }

  return {
    amazon,
    lines,
    control,
    token,
    credentials,
    newCode,
    forward(seconds: number) {
      ahead += seconds * 1000;
    },
    exchange: (code: string) => token({ grant_type: 'authorization_code', code, ...credentials }),
    refresh: (refreshToken: string) =>
      token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...credentials }),
    async accessToken(amazonUser?: string): Promise<string> {
      return (await tokensOf(await this.exchange(await newCode(amazonUser)))).access_token;
    },
    ledger: async () => (await control('/ledger')).body as LedgerCounts,
    events: async (after: number, wait = 0) =>
      (await control(`/events?after=${after}&wait=${wait}`)).body as EventPage,
    event: (accessToken: string | undefined, body: unknown) =>
      fetch(amazon.eventGatewayUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

const header = (namespace: string, name: string, more: Record<string, unknown> = {}) => ({
  namespace,
  name,
  messageId: crypto.randomUUID(),
  payloadVersion: '3',
  ...more,
});

export const property = (name: string, value: unknown, timeOfSample = '2026-11-21T07:10:00.123Z') => ({
  namespace: 'Alexa.PowerController',
  name,
  value,
  timeOfSample,
  uncertaintyInMilliseconds: 0,
});

export const scope = (token: string) => ({ type: 'BearerToken', token });

export function changeReport(token: string) {
  return {
    event: {
      header: header('Alexa', 'ChangeReport'),
      endpoint: { scope: scope(token), endpointId: 'k3f9a2:light#kitchen' },
      payload: {
        change: { cause: { type: 'PHYSICAL_INTERACTION' }, properties: [property('powerState', 'ON')] },
      },
    },
    context: { properties: [property('brightness', 40)] },
  };
}

export function discovery(token: string, name: 'AddOrUpdateReport' | 'DeleteReport', count: number) {
  const endpoints = Array.from({ length: count }, (_item, index) => ({
    endpointId: `k3f9a2:light#${index}`,
    ...(name === 'AddOrUpdateReport' && {
      friendlyName: `Lamp ${index}`,
      description: 'Lamp',
      manufacturerName: 'Maker',
      displayCategories: ['LIGHT'],
      capabilities: [{ type: 'AlexaInterface', interface: 'Alexa', version: '3' }],
    }),
  }));
  return { event: { header: header('Alexa.Discovery', name), payload: { endpoints, scope: scope(token) } } };
}

export function doorbell(token: string, timestamp = '2026-11-21T07:10:00Z') {
  return {
    context: {},
    event: {
      header: header('Alexa.DoorbellEventSource', 'DoorbellPress'),
      endpoint: { scope: scope(token), endpointId: 'k3f9a2:event#door' },
      payload: { cause: { type: 'PHYSICAL_INTERACTION' }, timestamp },
    },
  };
}

export function deferredResponse(token: string, correlationToken?: string) {
  return {
    event: {
      header: header('Alexa', 'Response', correlationToken === undefined ? {} : { correlationToken }),
      endpoint: { scope: scope(token), endpointId: 'k3f9a2:lock#door' },
      payload: {},
    },
  };
}
