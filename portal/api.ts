import type {
  AccountExport,
  AccountStatus,
  AlexaLink,
  Assistant,
  ChangedHome,
  ConnectedHome,
  DeletionReceipt,
  Device,
  DeviceList,
  DisconnectReceipt,
  ErrorBody,
  HandedOver,
  HomeReach,
  Household,
  InvitationPreview,
  JoinedHome,
  NewInvitation,
  Override,
  ProbeReport,
  ProbeStage,
  RemovedMember,
} from './api-types.ts';
import { Refused, ServiceTrouble, SignInNeeded } from './failures.ts';
import { readJson, request } from './http.ts';
import type { Session } from './session.ts';

/** The account API. Every call may throw Refused, SignInNeeded, NoConnection or ServiceTrouble. */
export interface AccountApi {
  status(): Promise<AccountStatus>;
  /** One part of the check of an address. */
  probe(home: HomeReach, stage: ProbeStage): Promise<ProbeReport>;
  /** @returns the sign-in page of the home */
  startHomeSignIn(home: HomeReach & { name: string }): Promise<string>;
  finishHomeSignIn(sent: { state: string; code: string }): Promise<ConnectedHome>;
  connectWithToken(
    home: HomeReach & { name: string; token: string; revokeOnDisconnect: boolean },
  ): Promise<ConnectedHome>;
  disconnect(home: string): Promise<DisconnectReceipt>;
  /**
   * Makes a package with a new key; the one before it is void.
   * @param locale adds `alexa: smart_home:` to it
   * @returns YAML
   */
  makePackage(home: string, locale?: string): Promise<string>;
  /** Has Alexa's list of devices brought up to date; that happens afterwards, within seconds. */
  sync(home: string): Promise<void>;
  household(home: string): Promise<Household>;
  /** @param email only this address may accept; without one, whoever has the link */
  invite(home: string, email?: string): Promise<NewInvitation>;
  revokeInvitation(home: string, id: string): Promise<void>;
  /** Puts somebody out of a home, or leaves it. */
  removeMember(home: string, sub: string): Promise<RemovedMember>;
  handOver(home: string, sub: string): Promise<HandedOver>;
  /** @param token what stands behind the `#` of an invitation's link; it is only ever sent in a body */
  previewInvitation(token: string): Promise<InvitationPreview>;
  acceptInvitation(token: string): Promise<JoinedHome>;
  /** Renames, pauses or resumes a home, or chooses its assistant; null is Home Assistant's own. */
  changeHome(
    home: string,
    change: { name?: string; paused?: boolean; assistant?: string | null },
  ): Promise<ChangedHome>;
  /** Who could answer free speech; the home is asked. */
  assistants(home: string): Promise<Assistant[]>;
  /** Has Alexa speak with this home unless another one is named. */
  chooseHome(home: string): Promise<void>;
  devices(home: string): Promise<DeviceList>;
  /** @param override in place of the one before; an empty one removes it */
  changeDevice(home: string, device: string, override: Override): Promise<Device>;
  disconnectLink(link: Pick<AlexaLink, 'region' | 'link'>): Promise<void>;
  /** Everything that is held about the person, for a file of theirs. */
  exportAccount(): Promise<AccountExport>;
  /** Begins it; it cannot be taken back. */
  deleteAccount(): Promise<void>;
  /** How far that is. */
  deletion(): Promise<DeletionReceipt>;
  /**
   * Tells when the account turns out to be deleted, here or elsewhere: from then on there is nothing but `deletion`.
   * @returns stops telling
   */
  onDeleted(listener: () => void): () => void;
}

const isErrorBody = (body: unknown): body is ErrorBody =>
  typeof (body as Partial<ErrorBody> | null)?.error?.message === 'string';

/** @throws {ServiceTrouble} when there is a body that is no JSON */
const answerOf = async (response: Response): Promise<unknown> =>
  response.status === 204 ? undefined : readJson(response);

const pathOf = (...parts: readonly string[]) => parts.map((part) => `/${encodeURIComponent(part)}`).join('');

export function createAccountApi(session: Session): AccountApi {
  const send = (token: string, method: string, path: string, body?: object) =>
    request(`/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });

  const listeners = new Set<() => void>();
  const tellDeleted = () => {
    for (const listener of listeners) listener();
  };

  async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    let response = await send(await session.accessToken(), method, path, body);
    // API Gateway's own answers to a token that the authorizer refused: 401 without one, 403 with a bad one. The
    // function behind was not reached, so repeating is harmless.
    let answer = await answerOf(response);
    const wasTurnedAway = () => (response.status === 401 || response.status === 403) && !isErrorBody(answer);
    if (wasTurnedAway()) {
      response = await send(await session.renew(), method, path, body);
      answer = await answerOf(response);
    }
    if (wasTurnedAway()) {
      session.forget();
      throw new SignInNeeded();
    }
    if (response.ok) return answer as Answer;
    if (isErrorBody(answer)) {
      if (answer.error.code === 'user_deleted') tellDeleted();
      throw new Refused(answer.error);
    }
    throw new ServiceTrouble();
  }

  return {
    status: () => call('GET', '/status'),
    probe: (home, stage) => call('POST', '/homes/probe', { ...home, stage }),
    startHomeSignIn: async (home) => {
      const { authorizeUrl } = await call<{ authorizeUrl: string }>('POST', '/homes/oauth', home);
      return authorizeUrl;
    },
    finishHomeSignIn: (sent) => call('POST', '/homes/oauth/finish', sent),
    connectWithToken: (home) => call('POST', '/homes', home),
    disconnect: (home) => call('DELETE', `/homes/${encodeURIComponent(home)}`),
    makePackage: async (home, locale) => {
      const path = `/homes/${encodeURIComponent(home)}/package`;
      const { yaml } = await call<{ yaml: string }>('POST', path, locale === undefined ? {} : { locale });
      return yaml;
    },
    sync: async (home) => {
      await call('POST', `/homes/${encodeURIComponent(home)}/sync`);
    },
    household: (home) => call('GET', pathOf('homes', home, 'members')),
    invite: (home, email) =>
      call('POST', pathOf('homes', home, 'invitations'), email === undefined ? {} : { email }),
    revokeInvitation: (home, id) => call('DELETE', pathOf('homes', home, 'invitations', id)),
    removeMember: (home, sub) => call('DELETE', pathOf('homes', home, 'members', sub)),
    handOver: (home, sub) => call('PUT', pathOf('homes', home, 'owner'), { sub }),
    previewInvitation: (token) => call('POST', '/invitations/preview', { token }),
    acceptInvitation: (token) => call('POST', '/invitations/accept', { token }),
    changeHome: (home, change) => call('PATCH', `/homes/${encodeURIComponent(home)}`, change),
    assistants: async (home) =>
      (await call<{ assistants: Assistant[] }>('GET', pathOf('homes', home, 'assistants'))).assistants,
    chooseHome: async (home) => {
      await call('PUT', '/me/default-home', { home });
    },
    devices: (home) => call('GET', `/homes/${encodeURIComponent(home)}/devices`),
    changeDevice: (home, device, override) =>
      call('PUT', `/homes/${encodeURIComponent(home)}/devices/${encodeURIComponent(device)}`, override),
    disconnectLink: async ({ region, link }) => {
      await call('DELETE', pathOf('links', region, link));
    },
    exportAccount: () => call('GET', '/me/export'),
    deleteAccount: async () => {
      // The login goes before the receipt is complete, and nothing renews a token after that: a new one lasts longest.
      await session.renew();
      await call('DELETE', '/me');
      tellDeleted();
    },
    deletion: () => call('GET', '/me/deletion'),
    onDeleted: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
