import type { Deadline } from '../deadline.ts';
import { endpointOf } from '../homes/catalogue.ts';
import type { Connection } from '../homes/connections.ts';
import type { Item, Table } from '../homes/table.ts';

/** A home of the user's, with all that is kept of it. */
export interface OwnedHomeExport {
  home: string;
  name: string;
  /** Addresses: only the origin is kept where it can be read. */
  url: string;
  connectedAt: string | null;
  homeAssistantVersion: string;
  isAdministrator: boolean;
  paused: boolean;
  /** The assistant that was chosen for free speech; null for Home Assistant's own. */
  assistant: string | null;
  handedOver: boolean;
  revokeTokenOnDisconnect: boolean;
  health: { outcome: string; at: string | null; since: string | null } | null;
  /** The user's own membership. */
  membership: { since: string | null; email?: string };
  eventKey: { createdAt: string | null } | null;
  invitations: Fields[];
  /** What the user changed about devices for Alexa. */
  overrides: Fields[];
  /** The last good discovery. */
  catalogue: Fields | null;
  /** As the home described them. */
  devices: { id: string; endpoint: unknown; missingSince: string | null }[];
  /** What Alexa was last told of each device. */
  told: { id: string; at: string | null; properties: unknown }[];
  /** When the home was heard of. */
  presence: Fields | null;
}

type Fields = Record<string, unknown>;

export const timeOf = (ms: unknown): string | null =>
  typeof ms === 'number' ? new Date(ms).toISOString() : null;

/** Those fields that have a value. */
const plainFields = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const idOf = ({ sk }: Item) => sk.slice(sk.indexOf('#') + 1);

function invitationOf({ id, email, createdAt, expiresAt, takenBy }: Item): Fields {
  const isTaken = takenBy !== undefined;
  return plainFields({ id, email, createdAt: timeOf(createdAt), expiresAt: timeOf(expiresAt), isTaken });
}

const overrideOf = (item: Item): Fields => {
  const { hidden, name, category, secure, changedAt } = item;
  const override = { hidden, name, category, secure, changedAt: timeOf(changedAt) };
  return plainFields({ device: idOf(item), ...override });
};

const catalogueOf = ({ at, devices, heldBack, untold }: Item): Fields =>
  plainFields({ at: timeOf(at), devices, heldBack, untold });

const presenceOf = ({ heardAt, owed, settled, away, tries }: Item): Fields =>
  plainFields({ heardAt: timeOf(heardAt), looksOwed: Number(owed) - Number(settled), away, tries });

/** What is kept of a home, for its owner. Fields are named one by one, so that a new secret is not let out by itself. */
export async function exportOwnedHome(
  sub: string,
  connection: Connection,
  { registry, devices }: { registry: Table; devices: Table },
  deadline: Deadline,
): Promise<OwnedHomeExport> {
  const pk = `HOME#${connection.home}`;
  const [rows, known] = await Promise.all([
    registry.query(pk, '', deadline),
    devices.query(pk, '', deadline),
  ]);
  const ofKind = (items: readonly Item[], prefix: string) =>
    items.filter(({ sk }) => sk === prefix || sk.startsWith(`${prefix}#`));
  const [eventKey] = ofKind(rows, 'EVENTKEY');
  const [catalogue] = ofKind(known, 'CATALOGUE');
  const [presence] = ofKind(known, 'PRESENCE');
  const member = rows.find(({ sk }) => sk === `MEMBER#${sub}`);
  const { home, name, url, connectedAt, homeAssistantVersion, isAdministrator, paused, handedOver, health } =
    connection;
  return {
    home,
    name,
    url,
    connectedAt: timeOf(connectedAt),
    homeAssistantVersion,
    isAdministrator,
    paused,
    assistant: connection.assistant ?? null,
    handedOver,
    revokeTokenOnDisconnect: connection.revokeOnDisconnect,
    health: health ? { outcome: health.outcome, at: timeOf(health.at), since: timeOf(health.since) } : null,
    membership: {
      since: timeOf(member?.addedAt),
      ...(typeof member?.email === 'string' && { email: member.email }),
    },
    eventKey: eventKey ? { createdAt: timeOf(eventKey.createdAt) } : null,
    invitations: ofKind(rows, 'INVITATION').map(invitationOf),
    overrides: ofKind(rows, 'OVERRIDE').map(overrideOf),
    catalogue: catalogue ? catalogueOf(catalogue) : null,
    devices: ofKind(known, 'DEVICE').map((item) => ({
      id: idOf(item),
      endpoint: endpointOf(item),
      missingSince: timeOf(item.missingSince),
    })),
    told: ofKind(known, 'TOLD').map((item) => ({
      id: idOf(item),
      at: timeOf(item.at),
      properties: JSON.parse(String(item.properties ?? '[]')),
    })),
    presence: presence ? presenceOf(presence) : null,
  };
}
