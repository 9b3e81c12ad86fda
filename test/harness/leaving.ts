import { expect } from 'vitest';
import { createEnablements } from '../../lib/homes/enablements.ts';
import { createInvitations } from '../../lib/homes/invitations.ts';
import { createLinkStates } from '../../lib/homes/link-states.ts';
import { createOverrides } from '../../lib/homes/overrides.ts';
import { createPresences } from '../../lib/homes/presence.ts';
import type { Item } from '../../lib/homes/table.ts';
import type { ReceivedEvent } from '../../local/amazon/event-log.ts';
import type { Home } from './homes.ts';
import { createReportingSide, type ReportingSide } from './reporting.ts';
import { accessTo } from './samples.ts';
import { dumpTableAt } from './table-dump.ts';
import type { World } from './world.ts';

export interface Leaver {
  sub: string;
  /** Home of their own, and the token by which Porchlight reaches it. */
  home: string;
  token: string;
  /** Somebody else in it. */
  member: string;
  /** Home of somebody else that they belong to. */
  flat: string;
  landlord: string;
  /** The Amazon accounts of the two. */
  amazonUsers: { own: string; member: string };
}

/** A row of one of the tables, as a test sees it. */
export interface Row {
  table: 'registry' | 'devices';
  item: Item;
  text: string;
}

/** People with all that Porchlight may hold of somebody, who then go. */
export function createLeavingSide(world: World, amazon: ReportingSide = createReportingSide(world)) {
  const deadline = () => world.deadline();
  const registry = world.registry;
  const invitations = createInvitations(registry);
  const enablements = createEnablements(registry);
  const overrides = createOverrides(registry);
  const linkStates = createLinkStates(registry, world.vault);
  const presences = createPresences(world.devices);

  const observe = async (type: string, rest: object) => {
    const body = JSON.stringify({ v: 1, type, ...rest });
    expect(await world.invoke('observe', { Records: [{ messageId: 'm', body }] })).toEqual({
      batchItemFailures: [],
    });
  };
  const join = async (home: string, sub: string, email: string) => {
    await world.members.add({ home, sub, role: 'member', email }, deadline());
    await world.accounts.addHome(sub, home, deadline());
  };

  async function rows(): Promise<Row[]> {
    const tables = ['registry', 'devices'] as const;
    const dumps = await Promise.all(tables.map((table) => dumpTableAt(world.dynamoDb.url, table)));
    return tables.flatMap((table, index) =>
      (dumps[index] ?? []).map((item) => ({ table, item: item as Item, text: textOf(item) })),
    );
  }

  return {
    amazon,
    rows,
    /** The rows of a user and of their own home, and whatever else names them. */
    rowsOf: async ({ sub, home }: Pick<Leaver, 'sub' | 'home'>, among?: readonly Row[]) =>
      (among ?? (await rows())).filter(({ item, text }) => item.pk === `HOME#${home}` || text.includes(sub)),
    /**
     * Somebody with everything: a home of their own with a member in it, a place in another's, two links of Alexa's, what
     * was told, and what is under way.
     * @param at addresses of the homes, where they are not their own
     */
    settle: async (
      name: string,
      at: { home: Home; flat: Home; homeUrl?: string; region?: 'NA' | 'EU' },
    ): Promise<Leaver> => {
      const sub = `leaver-${name}`;
      const member = `member-with-${name}`;
      const landlord = `landlord-of-${name}`;
      const token = await at.home.createLongLivedToken(`of ${name}`);
      const home = await world.connect(sub, at.homeUrl ?? at.home.url, token);
      const flat = await world.connect(landlord, at.flat.url, at.flat.token);
      world.keySet.users.add(sub);
      await join(home, member, `${member}@example.org`);
      await join(flat, sub, `${name}@example.org`);
      await world.accounts.chooseHome(sub, flat, deadline());
      const amazonUsers = { own: `amazon-${name}`, member: `amazon-member-${name}` };
      await amazon.link(sub, amazonUsers.own, { region: at.region ?? 'NA' });
      await amazon.link(member, amazonUsers.member);
      await observe('sync', { home });
      await observe('sync', { home: flat });
      await observe('look', { home, endpoints: ['light#kitchen'] });
      await presences.hear(home, { at: Date.now(), hasStarted: true }, deadline());
      await world.eventKeys.rotate(home, deadline());
      await invitations.create({ home, madeBy: sub, email: 'guest@example.org' }, deadline());
      await overrides.write(home, 'light#kitchen', { name: 'Night light' }, deadline());
      await linkStates.start({ sub, name: 'Cabin', access: accessTo('cabin') }, deadline());
      const link = { sub, originJti: `link-of-${amazonUsers.own}`, linkedAt: Date.now() };
      await enablements.noteLinked(`hash-of-${name}`, link, deadline());
      return { sub, home, token, member, flat, landlord, amazonUsers };
    },
    /** The devices that an Amazon account was told are gone. */
    toldGone: async (amazonUser: string, among?: readonly ReceivedEvent[]): Promise<string[]> =>
      (among ?? (await amazon.events())).flatMap((event) => {
        const { event: told } = event.message as {
          event: { header: { name: string }; payload: { endpoints?: { endpointId: string }[] } };
        };
        if (event.amazonUser !== amazonUser || told.header.name !== 'DeleteReport') return [];
        return (told.payload.endpoints ?? []).map(({ endpointId }) => endpointId);
      }),
    close: () => amazon.close(),
  };
}

export type LeavingSide = ReturnType<typeof createLeavingSide>;

/** An item as text that can be searched; bytes become latin1. */
export const textOf = (item: unknown): string =>
  JSON.stringify(item, (_name, value: unknown) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
    return value instanceof Set ? [...value] : value;
  });
