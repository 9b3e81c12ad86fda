import type { HeldBackDevice } from '../../api-types.ts';
import type { Words } from '../../i18n/en.ts';

/** A line of a list of devices. */
export interface DeviceRow {
  id: string;
  name: string;
  /** What it is, in words: the heading that it stands under. */
  kind: string;
  note?: string;
}

/** Home Assistant's endpoint ids begin with the entity's domain: `light#kitchen`. Porchlight puts the home before it. */
const domainOf = (endpointId: string) => endpointId.split(':').at(-1)?.split('#', 1)[0] ?? '';

function kindOf(endpointId: string, { devices }: Words): string {
  const domain = domainOf(endpointId);
  const { kinds } = devices;
  return Object.hasOwn(kinds, domain) ? kinds[domain as keyof typeof kinds] : devices.otherKind;
}

export const heldBackRows = (heldBack: readonly HeldBackDevice[], words: Words): DeviceRow[] =>
  heldBack.map(({ endpointId, friendlyName, reason }, index) => ({
    id: `${endpointId} ${index}`,
    name: friendlyName || endpointId || words.devices.heldBack.unnamed,
    kind: kindOf(endpointId, words),
    note: reason,
  }));

/** The rows whose name, kind or note has all of the words that are searched for. */
export function matching(rows: readonly DeviceRow[], search: string, language: string): DeviceRow[] {
  const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase(language);
  const wanted = fold(search).split(/\s+/).filter(Boolean);
  return rows.filter(({ name, kind, note = '' }) => {
    const text = fold(`${name} ${kind} ${note}`);
    return wanted.every((word) => text.includes(word));
  });
}

/** By kind, and within a kind by name, as the language sorts. */
export function grouped(rows: readonly DeviceRow[], language: string): [kind: string, rows: DeviceRow[]][] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const groups = new Map<string, DeviceRow[]>();
  for (const row of rows.toSorted((a, b) => compare(a.name, b.name)))
    groups.set(row.kind, [...(groups.get(row.kind) ?? []), row]);
  return [...groups].sort(([a], [b]) => compare(a, b));
}
