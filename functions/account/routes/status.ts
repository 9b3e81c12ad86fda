import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `GET /v1/status` → an `AccountStatus` */
export const status =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, deadline }) => ({ status: 200, body: await ports.status.read(sub, deadline) });
