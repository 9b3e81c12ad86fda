import { setTimeout as pause } from 'node:timers/promises';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { SQSEvent } from 'aws-lambda';

/** How one invocation went. `reason` is the kind of the error and never its text, which could quote a message. */
export type Invocation = { outcome: 'answered'; payload: string } | { outcome: 'failed'; reason: string };

/** When to give up. */
export interface InvocationLimits {
  /** Epoch milliseconds after which another attempt makes no sense: the messages are visible to others again. */
  deadline: number;
  signal: AbortSignal;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;

/**
 * Invokes the function and waits for its answer. A function error is final. A throttled invocation, a fault of the
 * service and a service that cannot be reached are tried again with growing pauses until the deadline, as Lambda's
 * pollers do, which costs no further receive.
 */
export async function invokeFunction(
  client: LambdaClient,
  functionName: string,
  event: SQSEvent,
  limits: InvocationLimits,
): Promise<Invocation> {
  const command = new InvokeCommand({
    FunctionName: functionName,
    InvocationType: 'RequestResponse',
    Payload: Buffer.from(JSON.stringify(event)),
  });
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      const { FunctionError, Payload } = await client.send(command, { abortSignal: limits.signal });
      const payload = Buffer.from(Payload ?? []).toString('utf8');
      if (FunctionError === undefined) return { outcome: 'answered', payload };
      return { outcome: 'failed', reason: `function error ${FunctionError}` };
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown error';
      if (!isTransient(error) || Date.now() + wait >= limits.deadline) return { outcome: 'failed', reason };
      const stopped = await pause(wait, false, { signal: limits.signal }).catch(() => true);
      if (stopped) return { outcome: 'failed', reason };
    }
  }
}

/** No HTTP status at all means that the service could not be reached. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const known = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
  const status = known ? metadata.httpStatusCode : undefined;
  return typeof status !== 'number' || status === 429 || status >= 500;
}
