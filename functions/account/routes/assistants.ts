import { NotFound } from '../../../lib/outcomes/request.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `GET /v1/homes/{home}/assistants` → `{ assistants }`: who could answer free speech, for the owner to choose from. */
export const assistants =
  ({ listAssistants }: AccountPorts): ApiHandler =>
  async ({ sub, path, deadline }) => {
    const { home } = path;
    if (home === undefined) throw new NotFound('home');
    return { status: 200, body: { assistants: await listAssistants({ sub, home }, deadline) } };
  };
