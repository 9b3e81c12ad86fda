import * as v from 'valibot';
import { NotFound, RequestInvalid } from '../../../lib/outcomes/request.ts';
import { readBody } from '../../read-body.ts';
import { assistantId, homeName } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

const change = v.strictObject({
  name: v.exactOptional(homeName),
  paused: v.exactOptional(v.boolean()),
  assistant: v.exactOptional(v.nullable(assistantId)),
});

/**
 * What of a home is to be different.
 * @throws {RequestInvalid} also where it is nothing
 */
export function readHomeChange(body: unknown): v.InferOutput<typeof change> {
  const wanted = readBody(change, body);
  if (Object.keys(wanted).length === 0) throw new RequestInvalid('body', 'Say what is to change.');
  return wanted;
}

/** `PATCH /v1/homes/{home}` `{ name?, paused?, assistant? }` → `{ home, name, paused, assistant }` */
export const changeHome =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, path, body, deadline }) => {
    const { home } = path;
    if (home === undefined) throw new NotFound('home');
    const wanted = readHomeChange(body);
    return { status: 200, body: await ports.changeHome({ sub, home, change: wanted }, deadline) };
  };
