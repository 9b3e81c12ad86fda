import type { Device } from '../../api-types.ts';
import type { Words } from '../../i18n/en.ts';
import { abilitiesOf } from './abilities.ts';
import { categoryWord, entityIdOf, KINDS, type Kind, kindOf } from './kinds.ts';

/** Where a device stands in the list. */
export interface Place {
  kind: Kind;
  name: string;
}

/** A line of the list. */
export interface DeviceRow {
  /** Its own also among devices without an id. */
  key: string;
  device: Device;
  place: Place;
}

/** Which devices are shown. */
export type Only = keyof Words['devices']['only'];

const ONLY: Readonly<Record<Only, (device: Device) => boolean>> = {
  all: () => true,
  shown: ({ state }) => state === 'shown',
  heldBack: ({ state }) => state === 'held_back',
  sameName: ({ duplicateOf }) => duplicateOf !== undefined,
  changed: ({ override }) => Object.keys(override).length > 0,
};

/** How many devices each choice has; those that would leave nothing out or nothing over are not offered. */
export function choicesOf(devices: readonly Device[]): [only: Only, count: number][] {
  const counted = (Object.keys(ONLY) as Only[]).map((only): [Only, number] => [
    only,
    devices.filter(ONLY[only]).length,
  ]);
  const useful = counted.filter(([only, count]) => only === 'all' || (count > 0 && count < devices.length));
  return useful.length > 1 ? useful : [];
}

/**
 * The devices as lines.
 * @param kept where those stand that somebody is busy with: nothing moves away below a hand
 */
export const rowsOf = (devices: readonly Device[], kept: ReadonlyMap<string, Place>): DeviceRow[] =>
  devices.map((device, index) => {
    const key = device.reason?.code === 'invalid' ? `${device.id} ${index}` : device.id;
    return { key, device, place: kept.get(key) ?? { kind: kindOf(device), name: device.alexaName } };
  });

const fold = (text: string, language: string) =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase(language);

/** The lines that have all of the words that are searched for, in whatever is said about them. */
export function matching(
  rows: readonly DeviceRow[],
  search: string,
  { words, language }: { words: Words; language: string },
): DeviceRow[] {
  const wanted = fold(search, language).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [...rows];
  return rows.filter(({ device, place }) => {
    const { id, name, alexaName, alexaCategory } = device;
    const text = fold(
      [
        alexaName,
        name,
        entityIdOf(id),
        words.devices.kinds[place.kind],
        categoryWord(alexaCategory, words),
        ...abilitiesOf(device, words),
      ].join(' '),
      language,
    );
    return wanted.every((word) => text.includes(word));
  });
}

/** @param kept those stay, whether they fit or not */
export const onlyThose = (
  rows: readonly DeviceRow[],
  only: Only,
  kept: ReadonlyMap<string, Place>,
): DeviceRow[] => rows.filter(({ key, device }) => ONLY[only](device) || kept.has(key));

/** By kind, and within a kind by name, as the language sorts. */
export function grouped(rows: readonly DeviceRow[], language: string): [kind: Kind, rows: DeviceRow[]][] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const sorted = rows.toSorted((a, b) => compare(a.place.name, b.place.name));
  return KINDS.map((kind): [Kind, DeviceRow[]] => [
    kind,
    sorted.filter(({ place }) => place.kind === kind),
  ]).filter(([, members]) => members.length > 0);
}
