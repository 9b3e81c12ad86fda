import { readBody } from '../../read-body.ts';
import { chooseHomeBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `PUT /v1/me/default-home` `{ home }` → `{ defaultHome }` */
export const chooseHome =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, body, deadline }) => {
    const { home } = readBody(chooseHomeBody, body);
    return { status: 200, body: await ports.chooseHome({ sub, home }, deadline) };
  };
