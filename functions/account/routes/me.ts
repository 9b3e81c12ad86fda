import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `GET /v1/me` → `{ sub, homes: [{ home, name, url, role }], defaultHome }` */
export const me =
  ({ status }: AccountPorts): ApiHandler =>
  async ({ sub, deadline }) => ({ status: 200, body: { sub, ...(await status.homes(sub, deadline)) } });
