import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { AlexaResponse, ReceivedDirective } from '../../lib/alexa/message.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { AlexaRegion } from '../../lib/homes/grants.ts';
import { FunctionUnavailable } from '../../lib/outcomes/service.ts';
import type { DirectivePorts } from './compose.ts';

/** What the directive function hands to `acceptgrant`: the message as it came, and where it came. */
export interface AcceptGrantRequest {
  v: 1;
  /** The region of Alexa that this function serves: the events of this grant go to its gateway. */
  region: AlexaRegion;
  message: unknown;
}

/** @throws {FunctionUnavailable} */
export type InvokeAcceptGrant = (request: AcceptGrantRequest) => Promise<AlexaResponse>;

/** Whether it is an answer to AcceptGrant, good or bad: what else a function may say is not for Alexa. */
const isAnswer = (message: unknown): message is AlexaResponse =>
  (message as Partial<AlexaResponse> | null)?.event?.header?.namespace === 'Alexa.Authorization';

export function createInvokeAcceptGrant(lambda: LambdaClient, functionName: string): InvokeAcceptGrant {
  return async (request) => {
    try {
      const answer = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(request)) }),
      );
      const text = Buffer.from(answer.Payload ?? []).toString('utf8');
      if (answer.FunctionError !== undefined) throw new Error(`acceptgrant failed: ${answer.FunctionError}`);
      const message: unknown = JSON.parse(text);
      if (!isAnswer(message)) throw new Error('acceptgrant answered something else.');
      return message;
    } catch (cause) {
      throw new FunctionUnavailable('acceptgrant', { cause });
    }
  };
}

/**
 * AcceptGrant reaches this function, but is none of its business: the function that may read the skill's secret
 * and write grants is another, and it verifies the grantee itself. Invoked once, since a code works once.
 */
export function acceptGrant(
  _received: ReceivedDirective,
  { invokeAcceptGrant, region }: DirectivePorts,
  deadline: Deadline,
  message: unknown,
): Promise<AlexaResponse> {
  return deadline.race(invokeAcceptGrant({ v: 1, region, message }), 'accepting the grant');
}
