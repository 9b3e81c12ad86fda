import { NotFound } from '../../../lib/outcomes/request.ts';
import { Secret } from '../../../lib/vault/secret.ts';
import { readBody } from '../../read-body.ts';
import { invitationBody, inviteBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** `POST /v1/homes/{home}/invitations` `{ email? }` → 201 `NewInvitation` */
export const invite =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, token, path, body, deadline }) => {
    const { home } = path;
    if (home === undefined) throw new NotFound('home');
    const { email } = readBody(inviteBody, body);
    return {
      status: 201,
      body: await ports.invite.create({ caller: { sub, token }, home, email }, deadline),
    };
  };

/** `DELETE /v1/homes/{home}/invitations/{invitation}` → 204 */
export const revokeInvitation =
  (ports: AccountPorts): ApiHandler =>
  async ({ sub, path, deadline }) => {
    const { home, invitation: id } = path;
    if (home === undefined) throw new NotFound('home');
    if (id === undefined) throw new NotFound('invitation');
    await ports.invite.revoke({ sub, home, id }, deadline);
    return { status: 204 };
  };

/** `POST /v1/invitations/preview` `{ token }` → an `InvitationPreview` */
export const previewInvitation =
  ({ join }: AccountPorts): ApiHandler =>
  async ({ sub, token, body, deadline }) => {
    const presented = new Secret(readBody(invitationBody, body).token);
    return { status: 200, body: await join.preview({ sub, token }, presented, deadline) };
  };

/** `POST /v1/invitations/accept` `{ token }` → a `JoinedHome` */
export const acceptInvitation =
  ({ join }: AccountPorts): ApiHandler =>
  async ({ sub, token, body, deadline }) => {
    const presented = new Secret(readBody(invitationBody, body).token);
    return { status: 200, body: await join.accept({ sub, token }, presented, deadline) };
  };
