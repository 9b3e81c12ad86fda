import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { stringAt } from './checks/json.ts';
import { InvokeError, SimulatorError, UnreachableError } from './errors.ts';
import type { Stack } from './stack.ts';

/** Alexa waits this long for an answer, then tells its user that the device does not respond. */
export const alexaTimeoutMs = 8_000;

/** Alexa's two ways into a skill: directives, and everything of the Alexa Skills Kit. */
export type InvokedFunction = 'directive' | 'skill';

/** Invokes a function with an event and gives what it returned. */
export type Invoke = {
  /**
   * Invokes the directive function unless another is named.
   *
   * @throws InvokeError (failed, out of time, refused, no JSON), UnreachableError; SimulatorError when the stack
   * file does not name the function
   */
  readonly invoke: (event: unknown, target?: InvokedFunction) => Promise<unknown>;
  readonly close: () => void;
};

/** Invokes through AWS's Lambda Invoke API: at the stack's endpoint, or on AWS with the usual credentials. */
export function createInvoke(options: {
  readonly lambda: Stack['lambda'];
  readonly region: string;
  readonly timeoutMs?: number;
}): Invoke {
  const { lambda, timeoutMs = alexaTimeoutMs } = options;
  const client = new LambdaClient({
    region: regionOf(lambda.directive) ?? options.region,
    // Alexa does not ask twice.
    maxAttempts: 1,
    // A connection that was quiet for a while may be closed at the very moment in which the next event goes there.
    requestHandler: { httpAgent: { keepAlive: false } },
    ...(lambda.endpoint === undefined
      ? {}
      : { endpoint: lambda.endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });
  return {
    async invoke(event, target = 'directive') {
      const name = lambda[target];
      if (name === undefined) throw new SimulatorError(`The stack file lacks lambda.functions.${target}`);
      const signal = AbortSignal.timeout(timeoutMs);
      const command = new InvokeCommand({
        FunctionName: name,
        InvocationType: 'RequestResponse',
        Payload: Buffer.from(JSON.stringify(event)),
      });
      try {
        return readAnswer(await client.send(command, { abortSignal: signal }), target);
      } catch (cause) {
        throw explain(cause, signal.aborted, timeoutMs, name, lambda.endpoint);
      }
    },
    close: () => client.destroy(),
  };
}

function readAnswer(output: InvokeCommandOutput, target: InvokedFunction): unknown {
  const text = output.Payload === undefined ? '' : Buffer.from(output.Payload).toString('utf8');
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    if (output.FunctionError === undefined) {
      throw new InvokeError('no-json', `The ${target} function answered with something that is no JSON`, {
        cause,
      });
    }
  }
  if (output.FunctionError !== undefined) {
    const type = stringAt(answer, 'errorType') ?? output.FunctionError;
    throw new InvokeError('function-error', `The ${target} function failed (${type}); its log says more`);
  }
  return answer;
}

function explain(
  cause: unknown,
  timedOut: boolean,
  timeoutMs: number,
  functionName: string,
  endpoint: string | undefined,
): Error {
  if (cause instanceof InvokeError) return cause;
  if (timedOut) {
    const message = `No answer within ${timeoutMs / 1000} seconds: Alexa has given up by now`;
    return new InvokeError('timeout', message, { cause });
  }
  const name = stringAt(cause, 'name') ?? 'Error';
  const refused = cause instanceof Error && '$fault' in cause;
  if (!refused && endpoint !== undefined) {
    return new UnreachableError('The Lambda endpoint', endpoint, { cause });
  }
  return new InvokeError('refused', `The function ${functionName} could not be invoked: ${name}`, {
    cause,
  });
}

/** The region within a function's ARN; Alexa's functions live in other regions than the user pool. */
function regionOf(functionName: string): string | undefined {
  return /^arn:[^:]+:lambda:([^:]+):/.exec(functionName)?.[1];
}
