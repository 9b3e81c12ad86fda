import { Secret } from '../../../lib/vault/secret.ts';
import { readBody } from '../../read-body.ts';
import { accessOf, connectBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `POST /v1/homes` `{ url, token, name?, revokeOnDisconnect?, headers?, tls? }` → 201 `ConnectedHome` */
export const connectWithToken =
  ({ connect }: AccountPorts): ApiHandler =>
  async ({ sub, body, deadline }) => {
    const request = readBody(connectBody, body);
    const access = { ...accessOf(request), token: new Secret(request.token) };
    const { name, revokeOnDisconnect } = request;
    return {
      status: 201,
      body: await connect.withToken({ sub, name, access, revokeOnDisconnect }, deadline),
    };
  };
