import type { DemoHome } from '../demo-home/start.ts';
import type { HappeningView } from './view.ts';

/** What people at the demo home do. */
export interface Happenings {
  list(): readonly HappeningView[];
  /** @returns whether there is such a thing */
  happen(id: string): boolean;
}

type Home = Pick<DemoHome, 'entities' | 'setState' | 'press'>;

const flip = (home: Home, entityId: string, one: string, other: string): void => {
  const state = home.entities().find((entity) => entity.entityId === entityId)?.state;
  home.setState(entityId, { state: state === one ? other : one });
};

const ALL: readonly (HappeningView & { readonly run: (home: Home) => void })[] = [
  { id: 'doorbell', title: 'Ring the doorbell', run: (home) => home.press() },
  {
    id: 'light',
    title: 'Switch the kitchen light',
    run: (home) => flip(home, 'light.kitchen', 'on', 'off'),
  },
  {
    id: 'window',
    title: 'Open or close the window',
    run: (home) => flip(home, 'binary_sensor.kitchen_window', 'on', 'off'),
  },
  {
    id: 'lock',
    title: 'Turn the door’s key',
    run: (home) => flip(home, 'lock.front_door', 'locked', 'unlocked'),
  },
];

/** Nothing happens in a home that is not the demo home. */
export function createHappenings(home: Home | undefined): Happenings {
  return {
    list: () => (home === undefined ? [] : ALL.map(({ id, title }) => ({ id, title }))),
    happen(id) {
      const found = ALL.find((each) => each.id === id);
      if (found === undefined || home === undefined) return false;
      found.run(home);
      return true;
    },
  };
}
