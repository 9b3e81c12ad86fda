import { cleanAnswer } from '../../lib/alexa/clean-answer.ts';
import { splitEndpointId } from '../../lib/alexa/endpoint-id.ts';
import {
  type AlexaResponse,
  type Directive,
  isEndpointId,
  type ReceivedDirective,
} from '../../lib/alexa/message.ts';
import { isRepeatable } from '../../lib/alexa/repeatable.ts';
import { isHarmless } from '../../lib/bridge/secured-directives.ts';
import type { Deadline } from '../../lib/deadline.ts';
import { DirectiveMalformed, EndpointSecured, EndpointUnknown } from '../../lib/outcomes/directive.ts';
import type { DirectivePorts } from './compose.ts';
import { requestForcedLook } from './forced-look.ts';

/** The directive as the home sees it: its own endpoint id, and no scope at all. */
function messageForHome({ header, endpoint, payload }: Directive, endpointId: string) {
  return { directive: { header, endpoint: { ...endpoint, endpointId }, payload } };
}

const isQuestion = ({ header: { namespace, name } }: Directive) =>
  namespace === 'Alexa' && name === 'ReportState';

/**
 * Hands a directive for an endpoint to the home that it belongs to, and cleans the answer. Unless it only asks for the
 * state, somebody looks a moment later whether the home did what it said.
 */
export async function control(
  { directive, token }: ReceivedDirective,
  ports: DirectivePorts,
  deadline: Deadline,
): Promise<AlexaResponse> {
  const { verifier, rights, asker, clock } = ports;
  if (directive.endpoint === undefined) throw new DirectiveMalformed('endpoint');
  const identity = await verifier.verify(token, deadline);
  const { endpointId } = directive.endpoint;
  // One with other characters was never told to Alexa; a home could take it for one that was, and is held back.
  const address = isEndpointId(endpointId) ? splitEndpointId(endpointId) : undefined;
  if (address === undefined) throw new EndpointUnknown('no_home_key');
  const { connection, override } = await rights.forControl(identity, address, deadline);
  const { namespace, name } = directive.header;
  if (override.secure && !isHarmless(directive, address.local))
    throw new EndpointSecured(`${namespace}/${name}`);
  const read = (answer: Record<string, unknown>) => cleanAnswer(directive, answer, clock);
  const options = { repeatable: isRepeatable(directive.header), read };
  const asked = asker.ask(connection, messageForHome(directive, address.local), options, deadline);
  if (isQuestion(directive)) return asked;
  const queued = requestForcedLook(address, identity, ports);
  // Also after a failure: a home that was too slow to answer may have done it all the same.
  try {
    return await asked;
  } finally {
    await queued(deadline);
  }
}
