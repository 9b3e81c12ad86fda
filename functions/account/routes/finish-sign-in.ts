import { Secret } from '../../../lib/vault/secret.ts';
import { readBody } from '../../read-body.ts';
import { finishSignInBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `POST /v1/homes/oauth/finish` `{ state, code }` → 201 `ConnectedHome` */
export const finishSignIn =
  ({ connect, emails }: AccountPorts): ApiHandler =>
  async ({ sub, token, body, deadline }) => {
    const { state, code } = readBody(finishSignInBody, body);
    const connected = await connect.finishSignIn({ sub, state, code: new Secret(code) }, deadline);
    await emails.note({ sub, token }, connected.home, deadline);
    return { status: 201, body: connected };
  };
