import { readBody } from '../../read-body.ts';
import { accessOf, startSignInBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `POST /v1/homes/oauth` `{ url, name?, headers?, tls? }` → `{ authorizeUrl }`, a page of the user's own home. */
export const startSignIn =
  ({ connect }: AccountPorts): ApiHandler =>
  async ({ sub, body, deadline }) => {
    const request = readBody(startSignInBody, body);
    const authorizeUrl = await connect.startSignIn(
      { sub, name: request.name, access: accessOf(request) },
      deadline,
    );
    return { status: 200, body: { authorizeUrl } };
  };
