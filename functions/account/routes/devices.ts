import { NotFound } from '../../../lib/outcomes/request.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `GET /v1/homes/{home}/devices` → a `DeviceList` */
export const devices =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, path, deadline }) => {
    const { home } = path;
    if (home === undefined) throw new NotFound('home');
    return { status: 200, body: await ports.devices.list(sub, home, deadline) };
  };
