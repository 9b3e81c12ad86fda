import { accountEvent } from '../harness/http-event.ts';
import type { World } from '../harness/world.ts';
import { type AccountAnswer, createAccountClient } from './account-client.ts';

let homes = 0;

/** Who wants something of a home. */
export type Who = 'owner' | 'member' | 'stranger' | 'neighbour';

/** A home with its people; the neighbour owns another one, and the stranger none. */
export type Household = Record<Who, string> & { key: string; theirs: string };

/** The people of a world, calling the account API with access tokens that the login service knows. */
export function createHouseholdSide(world: World) {
  const api = createAccountClient(world);
  const soon = () => world.deadline();

  /** Calls as somebody who is signed in. */
  const as = (sub: string, route: string, body?: object): Promise<AccountAnswer> =>
    api(sub, route, body, { authorization: `Bearer ${world.portalToken(sub)}` });

  /** Through the authorizer first, as API Gateway does. @returns undefined where it lets nobody in */
  async function throughTheDoor(authorization: string | undefined, route: string, body?: object) {
    const headers = authorization === undefined ? {} : { authorization };
    const said = (await world.invoke('authorizer', { headers })) as {
      isAuthorized: boolean;
      context: object;
    };
    if (!said.isAuthorized) return undefined;
    const [method = '', path = ''] = route.split(' ');
    const event = accountEvent('', method, path, body, headers);
    const requestContext = { ...event.requestContext, authorizer: { lambda: said.context } };
    return (await world.invoke('account', { ...event, requestContext })) as { statusCode: number };
  }

  async function enter(key: string, sub: string, role: 'owner' | 'member' = 'member') {
    await world.accounts.addHome(sub, key, soon());
    await world.members.add({ home: key, sub, role }, soon());
  }

  async function household(): Promise<Household> {
    homes += 1;
    const nameOf = (who: string) => `${who}-${homes}`;
    const [owner, member, stranger] = [nameOf('owner'), nameOf('member'), nameOf('stranger')];
    const neighbour = nameOf('neighbour');
    const key = await world.connect(owner, 'http://127.0.0.1:9', 'token');
    await enter(key, member);
    const theirs = await world.connect(neighbour, 'http://127.0.0.1:9', 'token');
    return { key, theirs, owner, member, stranger, neighbour };
  }

  return {
    api,
    as,
    throughTheDoor,
    enter,
    household,
    /** Makes an invitation; @returns its id and its token, out of the link */
    invite: async (sub: string, key: string, email?: string) => {
      const body = email === undefined ? {} : { email };
      const answer = await as(sub, `POST /v1/homes/${key}/invitations`, body);
      if (answer.status !== 201) throw new Error(`no invitation: ${answer.text}`);
      const { id, link, expiresAt } = answer.body as Record<string, string>;
      return { id: id ?? '', link: link ?? '', expiresAt, token: new URL(link ?? '').hash.slice(1) };
    },
    accept: (sub: string, token: string) => as(sub, 'POST /v1/invitations/accept', { token }),
    preview: (sub: string, token: string) => as(sub, 'POST /v1/invitations/preview', { token }),
    /** Whether the membership is there, and the home in the account. */
    belongs: async (key: string, sub: string): Promise<[boolean, boolean]> => {
      const member = await world.members.read(key, sub, soon());
      const account = await world.accounts.read(sub, soon());
      return [member !== undefined, account?.homes.includes(key) === true];
    },
    /** Makes a tombstone of an account, with all that it still names. */
    bury: (sub: string) => world.accounts.bury(sub, soon()),
    rows: (key: string, prefix: string) => world.registry.query(`HOME#${key}`, prefix, soon()),
  };
}

export type HouseholdSide = ReturnType<typeof createHouseholdSide>;
