import { NotFound } from '../../../lib/outcomes/request.ts';
import { readBody } from '../../read-body.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';
import { overrideBody } from '../override-body.ts';

/** API Gateway hands on a path as it came, or decoded; an id has no `%`, so decoding once more does no harm. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new NotFound('device');
  }
}

/** `PUT /v1/homes/{home}/devices/{endpoint}` an `Override` → the `Device`; `{}` removes the override. */
export const changeDevice =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, path, body, deadline }) => {
    const { home, endpoint } = path;
    if (home === undefined) throw new NotFound('home');
    if (endpoint === undefined) throw new NotFound('device');
    const override = readBody(overrideBody, body);
    const request = { sub, home, endpoint: decoded(endpoint), override };
    return { status: 200, body: await ports.changeDevice(request, deadline) };
  };
