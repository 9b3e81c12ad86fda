import { cleanAnswer } from '../../lib/alexa/clean-answer.ts';
import { splitEndpointId } from '../../lib/alexa/endpoint-id.ts';
import type { AlexaResponse, Directive, ReceivedDirective } from '../../lib/alexa/message.ts';
import { isRepeatable } from '../../lib/alexa/repeatable.ts';
import type { Deadline } from '../../lib/deadline.ts';
import { DirectiveMalformed, EndpointUnknown } from '../../lib/outcomes/directive.ts';
import type { DirectivePorts } from './compose.ts';

/** The directive as the home sees it: its own endpoint id, and no scope at all. */
function messageForHome({ header, endpoint, payload }: Directive, endpointId: string) {
  return { directive: { header, endpoint: { ...endpoint, endpointId }, payload } };
}

/** Hands a directive for an endpoint to the home that it belongs to, and cleans the answer. */
export async function control(
  { directive, token }: ReceivedDirective,
  ports: DirectivePorts,
  deadline: Deadline,
): Promise<AlexaResponse> {
  const { verifier, rights, asker, clock } = ports;
  if (directive.endpoint === undefined) throw new DirectiveMalformed('endpoint');
  const identity = await verifier.verify(token, deadline);
  const address = splitEndpointId(directive.endpoint.endpointId);
  if (address === undefined) throw new EndpointUnknown('no_home_key');
  const connection = await rights.forControl(identity, address.home, deadline);
  const read = (answer: Record<string, unknown>) => cleanAnswer(directive, answer, clock);
  const options = { repeatable: isRepeatable(directive.header), read };
  return asker.ask(connection, messageForHome(directive, address.local), options, deadline);
}
