import type { Leaver } from '../../harness/leaving.ts';

/** A request that is well-formed, so that what comes of it is about something else. */
export interface Row {
  id: string;
  /** `POST /v1/homes`, its parameters filled in. */
  route: string;
  body?: object;
}

/** One request for each operation of the account API, about somebody's home. */
export function rowsFor({ home, member }: Pick<Leaver, 'home' | 'member'>, homeUrl: string): Row[] {
  const link = 'kQ0nvJ1i2mC7y0yq4n3V8w';
  const token = `pli1.${home}.${'A'.repeat(43)}`;
  const at = `/v1/homes/${home}`;
  return [
    { id: 'getMe', route: 'GET /v1/me' },
    { id: 'deleteMe', route: 'DELETE /v1/me' },
    { id: 'chooseHome', route: 'PUT /v1/me/default-home', body: { home } },
    { id: 'exportMe', route: 'GET /v1/me/export' },
    { id: 'getDeletion', route: 'GET /v1/me/deletion' },
    { id: 'getStatus', route: 'GET /v1/status' },
    { id: 'disconnectLink', route: `DELETE /v1/links/NA/${link}` },
    { id: 'probeHome', route: 'POST /v1/homes/probe', body: { url: homeUrl } },
    { id: 'startSignIn', route: 'POST /v1/homes/oauth', body: { url: homeUrl } },
    { id: 'finishSignIn', route: 'POST /v1/homes/oauth/finish', body: { state: 'state', code: 'code' } },
    { id: 'connectHome', route: 'POST /v1/homes', body: { url: homeUrl, token: 'token' } },
    { id: 'changeHome', route: `PATCH ${at}`, body: { name: 'Cabin' } },
    { id: 'disconnectHome', route: `DELETE ${at}` },
    { id: 'listAssistants', route: `GET ${at}/assistants` },
    { id: 'syncHome', route: `POST ${at}/sync` },
    { id: 'listDevices', route: `GET ${at}/devices` },
    { id: 'changeDevice', route: `PUT ${at}/devices/light%23kitchen`, body: { name: 'Lamp' } },
    { id: 'listMembers', route: `GET ${at}/members` },
    { id: 'removeMember', route: `DELETE ${at}/members/${member}` },
    { id: 'handOver', route: `PUT ${at}/owner`, body: { sub: member } },
    { id: 'invite', route: `POST ${at}/invitations`, body: {} },
    { id: 'revokeInvitation', route: `DELETE ${at}/invitations/Q3v0dJ9xkT2m` },
    { id: 'previewInvitation', route: 'POST /v1/invitations/preview', body: { token } },
    { id: 'acceptInvitation', route: 'POST /v1/invitations/accept', body: { token } },
    { id: 'makePackage', route: `POST ${at}/package`, body: {} },
  ];
}

/** Those that somebody whose account was deleted may still ask. */
export const FOR_THE_DELETED: ReadonlySet<string> = new Set(['deleteMe', 'getDeletion']);
