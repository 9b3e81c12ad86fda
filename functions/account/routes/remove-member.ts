import { NotFound } from '../../../lib/outcomes/request.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `DELETE /v1/homes/{home}/members/{member}` → `{ home, member }`; `member` is a user's `sub`, one's own to leave. */
export const removeMember =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, path, deadline }) => {
    const { home, member } = path;
    if (home === undefined) throw new NotFound('home');
    if (member === undefined) throw new NotFound('member');
    return { status: 200, body: await ports.removeMember({ sub, home, member }, deadline) };
  };
