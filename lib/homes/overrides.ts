import { type DisplayCategory, isDisplayCategory } from '../alexa/display-categories.ts';
import { isFriendlyName } from '../alexa/friendly-name.ts';
import type { Deadline } from '../deadline.ts';
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
  /** In place of the one before; an empty one removes it. The last one written counts. */
  write(home: string, endpointId: string, override: Override, deadline: Deadline): Promise<void>;
  erase(home: string, deadline: Deadline): Promise<void>;
}

const PREFIX = 'OVERRIDE#';

export function createOverrides(registry: Table): Overrides {
  const itemsOf = (home: string, deadline: Deadline) => registry.query(`HOME#${home}`, PREFIX, deadline);

  return {
    list: async (home, deadline) => {
      const items = await itemsOf(home, deadline);
      return new Map(items.map((item) => [item.sk.slice(PREFIX.length), parseOverride(item)]));
    },
    write: (home, endpointId, override, deadline) => {
      const key = overrideKey(home, overrideIdOf(endpointId));
      if (Object.keys(override).length === 0) return registry.delete(key, null, deadline);
      return registry.put({ v: 1, ...key, ...override }, ALWAYS, deadline);
    },
    erase: async (home, deadline) => {
      // One by one: whoever erases a home may not write many items of the registry at once.
      for (const { pk, sk } of await itemsOf(home, deadline))
        await registry.delete({ pk, sk }, null, deadline);
    },
  };
}
