import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** Calls of one kind that left this process. */
export interface CallsSeen {
  /** `DynamoDB BatchGetItem`, `home`, … */
  readonly to: string;
  readonly calls: number;
  /** Milliseconds until the headers of the answer, of each call that was answered. */
  readonly times: readonly number[];
}

const SERVICES: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'DynamoDB',
  TrentService: 'KMS',
  AmazonSQS: 'SQS',
};

/** What a request is for: AWS's JSON protocols say so in a header, the others by their path. */
export function requestName(request: ClientRequest): string {
  const target = request.getHeader('x-amz-target');
  if (typeof target === 'string') {
    const [service = '', operation = ''] = target.split('.');
    return `${SERVICES[service] ?? service} ${operation}`;
  }
  if (request.path.endsWith('/jwks.json')) return 'Cognito key set';
  if (/^\/api\/(alexa|conversation)\//.test(`${request.path}/`)) return 'home';
  return `${request.method} ${request.path.split('?', 1)[0]}`;
}

/**
 * Notes every HTTP request that leaves this process while something is done.
 * @see https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#http
 */
export async function watchCalls(during: () => Promise<unknown>): Promise<CallsSeen[]> {
  const started = new WeakMap<ClientRequest, number>();
  const seen = new Map<string, { calls: number; times: number[] }>();
  const onStart = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    started.set(request, performance.now());
    const to = requestName(request);
    const { calls, times } = seen.get(to) ?? { calls: 0, times: [] };
    seen.set(to, { calls: calls + 1, times });
  };
  const onAnswer = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    seen.get(requestName(request))?.times.push(performance.now() - (started.get(request) ?? Number.NaN));
  };
  diagnostics.subscribe('http.client.request.created', onStart);
  diagnostics.subscribe('http.client.response.finish', onAnswer);
  try {
    await during();
  } finally {
    diagnostics.unsubscribe('http.client.request.created', onStart);
    diagnostics.unsubscribe('http.client.response.finish', onAnswer);
  }
  return [...seen].map(([to, { calls, times }]) => ({ to, calls, times }));
}
