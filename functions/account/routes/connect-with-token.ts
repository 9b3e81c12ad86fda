import { Secret } from '../../../lib/vault/secret.ts';
import { readBody } from '../../read-body.ts';
import { accessOf, connectBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `POST /v1/homes` `{ url, token, name?, revokeOnDisconnect?, headers?, tls? }` → 201 `ConnectedHome` */
export const connectWithToken =
  ({ connect, emails }: AccountPorts): ApiHandler =>
  async ({ sub, token, body, deadline }) => {
    const request = readBody(connectBody, body);
    const access = { ...accessOf(request), token: new Secret(request.token) };
    const { name, revokeOnDisconnect } = request;
    const connected = await connect.withToken({ sub, name, access, revokeOnDisconnect }, deadline);
    await emails.note({ sub, token }, connected.home, deadline);
    return { status: 201, body: connected };
  };
