import type { ExportAnswer } from '../../../lib/bridge/export-account.ts';
import { NotFound } from '../../../lib/outcomes/request.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `DELETE /v1/links/{region}/{link}` → `{ region, link }` */
export const disconnectLink =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, path, deadline }) => {
    const { region, link } = path;
    if (region === undefined || link === undefined) throw new NotFound('link');
    return { status: 200, body: await ports.disconnectLink({ sub, region, link }, deadline) };
  };

/** `GET /v1/me/export` → an `ExportAnswer` */
export const exportAccount =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, token, deadline }) => {
    const [held, email] = await Promise.all([
      ports.exportAccount(sub, deadline),
      ports.emails.ask({ sub, token }, deadline),
    ]);
    const body: ExportAnswer = { ...held, login: { sub, ...(email !== undefined && { email }) } };
    return { status: 200, body };
  };

/** `DELETE /v1/me` → 202 `{ deletion }` */
export const deleteMe =
  ({ deleteAccount }: AccountPorts): ApiHandler =>
  async ({ sub, deadline }) => ({ status: 202, body: await deleteAccount.request(sub, deadline) });

/** `GET /v1/me/deletion` → a `DeletionReceipt`, also for whom nothing else is left */
export const deletion =
  ({ deleteAccount }: AccountPorts): ApiHandler =>
  async ({ sub, deadline }) => ({ status: 200, body: await deleteAccount.receipt(sub, deadline) });
