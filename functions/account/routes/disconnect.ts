import { NotFound } from '../../../lib/outcomes/request.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `DELETE /v1/homes/{home}` → a `DisconnectReceipt` */
export const disconnect =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, path, deadline }) => {
    const { home } = path;
    if (home === undefined) throw new NotFound('home');
    return { status: 200, body: await ports.disconnect(sub, home, deadline) };
  };
