import { NotFound } from '../../../lib/outcomes/request.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `POST /v1/homes/{home}/sync` → 202 `{ home }`: the home is asked for its devices in a moment. */
export const sync =
  ({ requestSync }: AccountPorts): ApiHandler =>
  async ({ sub, path, deadline }) => {
    const { home } = path;
    if (home === undefined) throw new NotFound('home');
    await requestSync(sub, home, deadline);
    return { status: 202, body: { home } };
  };
