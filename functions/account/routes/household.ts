import { NotFound } from '../../../lib/outcomes/request.ts';
import { readBody } from '../../read-body.ts';
import { handOverBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `GET /v1/homes/{home}/members` → a `Household` */
export const household =
  ({ readHousehold }: AccountPorts): ApiHandler =>
  async ({ sub, path, deadline }) => {
    const { home } = path;
    if (home === undefined) throw new NotFound('home');
    return { status: 200, body: await readHousehold(sub, home, deadline) };
  };

/** `PUT /v1/homes/{home}/owner` `{ sub }` → `{ home, owner }` */
export const handOver =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, path, body, deadline }) => {
    const { home } = path;
    if (home === undefined) throw new NotFound('home');
    const { sub: to } = readBody(handOverBody, body);
    return { status: 200, body: await ports.handOver({ sub, home, to }, deadline) };
  };
