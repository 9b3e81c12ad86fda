import { type DisplayCategory, isDisplayCategory } from '../alexa/display-categories.ts';
import { isFriendlyName } from '../alexa/friendly-name.ts';
import type { Clock, Deadline } from '../deadline.ts';
import { overrideKey } from './keys.ts';
import { ALWAYS, type Item, type Table } from './table.ts';

/** What an owner wants to be different for Alexa than the home says it. Empty for most devices. */
export interface Override {
  /** Held back: to Alexa it is not there. */
  hidden?: true;
  /** For Alexa; at most 128 characters. */
  name?: string;
  /** Instead of all that the home names. */
  category?: DisplayCategory;
  /** Nothing that opens, unlocks or disarms is passed on; see `secured-directives.ts`. */
  secure?: true;
}

/**
 * The one way to write a device's id that an override goes by. Home Assistant takes a dot for a `#` and does not mind
 * capitals (`load_entity` in components/alexa/state_report.py, `StateMachine.get`), so none of them may lead around it.
 */
export const overrideIdOf = (endpointId: string): string => endpointId.replaceAll('.', '#').toLowerCase();

/** The overrides of a home, by {@link overrideIdOf}. */
export type OverridesOfHome = ReadonlyMap<string, Override>;

/** What is stored of an override; what this version would not take is left out. */
export function parseOverride(item: Item | undefined): Override {
  if (item === undefined) return {};
  const { hidden, name, category, secure } = item;
  return {
    ...(hidden === true && { hidden }),
    ...(isFriendlyName(name) && { name }),
    ...(isDisplayCategory(category) && { category }),
    ...(secure === true && { secure }),
  };
}

/** The override of one of a home's devices. */
export const overrideOf = (overrides: OverridesOfHome, endpointId: string): Override =>
  overrides.get(overrideIdOf(endpointId)) ?? {};

export interface Overrides {
  /** In one query. */
  list(home: string, deadline: Deadline): Promise<OverridesOfHome>;
  /**
   * The devices that are held back, but since so late that Alexa may not have been told, by {@link overrideIdOf}.
   */
  hiddenLately(home: string, deadline: Deadline): Promise<ReadonlySet<string>>;
  /** In place of the one before; an empty one removes it. The last one written counts. */
  write(home: string, endpointId: string, override: Override, deadline: Deadline): Promise<void>;
  erase(home: string, deadline: Deadline): Promise<void>;
}

const PREFIX = 'OVERRIDE#';
/** So long a change may wait to be told, where everything is out of order. */
const UNTOLD_MS = 24 * 3_600_000;

const idOf = ({ sk }: Item): string => sk.slice(PREFIX.length);

export function createOverrides(registry: Table, clock: Clock = Date.now): Overrides {
  const itemsOf = (home: string, deadline: Deadline) => registry.query(`HOME#${home}`, PREFIX, deadline);

  return {
    list: async (home, deadline) => {
      const items = await itemsOf(home, deadline);
      return new Map(items.map((item) => [idOf(item), parseOverride(item)]));
    },
    hiddenLately: async (home, deadline) => {
      const since = clock() - UNTOLD_MS;
      const items = await itemsOf(home, deadline);
      const late = items.filter(
        ({ hidden, changedAt }) => hidden === true && Number(changedAt ?? 0) >= since,
      );
      return new Set(late.map(idOf));
    },
    write: (home, endpointId, override, deadline) => {
      const key = overrideKey(home, overrideIdOf(endpointId));
      if (Object.keys(override).length === 0) return registry.delete(key, null, deadline);
      return registry.put({ v: 1, ...key, ...override, changedAt: clock() }, ALWAYS, deadline);
    },
    erase: async (home, deadline) => {
      // One by one: whoever erases a home may not write many items of the registry at once.
      for (const { pk, sk } of await itemsOf(home, deadline))
        await registry.delete({ pk, sk }, null, deadline);
    },
  };
}
