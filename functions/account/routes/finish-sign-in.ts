import { Secret } from '../../../lib/vault/secret.ts';
import { readBody } from '../../read-body.ts';
import { finishSignInBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `POST /v1/homes/oauth/finish` `{ state, code }` → 201 `ConnectedHome` */
export const finishSignIn =
  ({ connect }: AccountPorts): ApiHandler =>
  async ({ sub, body, deadline }) => {
    const { state, code } = readBody(finishSignInBody, body);
    return {
      status: 201,
      body: await connect.finishSignIn({ sub, state, code: new Secret(code) }, deadline),
    };
  };
