import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDueIndex } from '../../lib/homes/due-index.ts';
import { presenceKey } from '../../lib/homes/keys.ts';
import {
  createPresences,
  failed,
  heard,
  isSilent,
  isWorthALook,
  owesLook,
  owing,
  type Presence,
  postponed,
  settledUpTo,
} from '../../lib/homes/presence.ts';
import { tally } from '../harness/outcome-of.ts';
import { type Store, startStore } from '../harness/store.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-11-21T12:00:00Z');
const beat = (at: number) => ({ at, hasStarted: false });

describe('in whatever order things happen', () => {
  interface Model {
    now: number;
    presence: Presence | undefined;
    /** What was known when the looks that are under way began. */
    looks: { upTo: number; owedBefore: number }[];
    /** Looks that were owed and that no look that began later has settled. */
    open: number;
    heardAt: number | undefined;
  }

  /** Looks that came to be owed are numbered as the code does it, so that the model can tell them apart. */
  type Step = (model: Model, value: number) => void;

  const STEPS: Record<string, Step> = {
    time: (model, value) => {
      model.now += value * MINUTE;
    },
    heartbeat: (model) => {
      model.presence = heard(model.presence, beat(model.now), model.now);
      model.heardAt = model.now;
    },
    'late heartbeat': (model, value) => {
      const at = model.now - value * MINUTE;
      model.presence = heard(model.presence, beat(at), model.now);
      model.heardAt = Math.max(model.heardAt ?? 0, at);
    },
    start: (model) => {
      model.presence = heard(model.presence, { at: model.now, hasStarted: true }, model.now);
      model.heardAt = model.now;
      expect(owesLook(model.presence)).toBe(true);
    },
    'a look that failed': (model) => {
      model.presence = owing(model.presence, model.now);
      model.open = model.presence.owed;
    },
    'a look at everything begins': ({ presence, looks, open }) => {
      if (presence !== undefined) looks.push({ upTo: presence.owed, owedBefore: open });
    },
    '… and succeeds': (model) => {
      const look = model.looks.shift();
      if (look === undefined || model.presence === undefined) return;
      model.presence = settledUpTo(model.presence, look.upTo, model.now);
      expect(model.presence).toMatchObject({ away: false, tries: 0 });
      if (model.open <= look.owedBefore) model.open = 0;
    },
    '… and fails': (model) => {
      if (model.looks.shift() === undefined || model.presence === undefined) return;
      model.presence = failed(model.presence, false, model.now);
      expect(owesLook(model.presence)).toBe(true);
    },
    '… and fails in part': (model) => {
      if (model.looks.shift() === undefined || model.presence === undefined) return;
      model.presence = failed(model.presence, true, model.now);
      expect(model.presence.away).toBe(false);
    },
    'nobody listens': (model) => {
      if (model.presence !== undefined) model.presence = postponed(model.presence, model.now);
    },
  };

  const steps = fc.array(
    fc.record({ name: fc.constantFrom(...Object.keys(STEPS)), value: fc.integer({ min: 0, max: 90 }) }),
    { maxLength: 60 },
  );

  test('nothing owed is forgotten, and nobody is away who was heard or answers', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const model: Model = { now: NOON, presence: undefined, looks: [], open: 0, heardAt: undefined };
        for (const { name, value } of sequence) {
          STEPS[name]?.(model, value);
          const { presence, now, open, heardAt } = model;
          if (presence === undefined) continue;
          expect(presence.heardAt).toBe(heardAt);
          if (open > 0) expect(owesLook(presence)).toBe(true);
          if (presence.away) expect(isSilent(presence, now)).toBe(true);
          const isWaitedFor = owesLook(presence) || heardAt !== undefined;
          if (!isWaitedFor) continue;
          expect(presence.dueAt).toBeDefined();
          expect(Number(presence.dueAt) - now).toBeLessThanOrEqual(60 * MINUTE);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('who answers in the end is neither owed a look nor away, once it was due', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const model: Model = { now: NOON, presence: undefined, looks: [], open: 0, heardAt: undefined };
        for (const { name, value } of sequence) STEPS[name]?.(model, value);
        const { presence } = model;
        if (presence?.dueAt === undefined) return;
        const now = Math.max(model.now, presence.dueAt);
        const after = settledUpTo(presence, presence.owed, now);
        expect(owesLook(after)).toBe(false);
        expect(after.away).toBe(false);
        if (after.heardAt !== undefined) expect(after.dueAt).toBeGreaterThan(now);
      }),
    );
  });
});

describe('a word of the home', () => {
  const settled = (at: number) => {
    const presence = heard(undefined, beat(at), at);
    return settledUpTo(presence, presence.owed, at);
  };

  test('brings a look when it is the first', () => {
    expect(isWorthALook(heard(undefined, beat(NOON), NOON))).toBe(true);
  });

  test.each<[string, number, boolean]>([
    ['as it should', 10, false],
    ['a little late', 12, false],
    ['after one was missed', 13, true],
    ['after a day', 24 * 60, true],
  ])('that comes %s', (_name, minutes, isLooked) => {
    const at = NOON + minutes * MINUTE;
    const presence = heard(settled(NOON), beat(at), at);
    expect(isWorthALook(presence)).toBe(isLooked);
    expect(presence.heardAt).toBe(at);
    if (!isLooked) expect(presence.dueAt).toBe(at + 22 * MINUTE);
  });

  test('is missed after two, and only if there ever was one', () => {
    expect(isSilent(settled(NOON), NOON + 22 * MINUTE)).toBe(false);
    expect(isSilent(settled(NOON), NOON + 22 * MINUTE + 1)).toBe(true);
    expect(isSilent(owing(undefined, NOON), NOON + 900 * MINUTE)).toBe(false);
  });

  test('does not bring the same look for ever where the home fails each time', () => {
    let presence = owing(settled(NOON), NOON);
    let now = NOON;
    for (let tries = 0; tries < 5; tries += 1) {
      expect(isWorthALook(heard(presence, beat(now), now))).toBe(true);
      presence = failed(presence, true, now);
      now += MINUTE;
    }
    expect(isWorthALook(heard(presence, beat(now), now))).toBe(false);
    // Another start changes that.
    expect(isWorthALook(heard(presence, { at: now, hasStarted: true }, now))).toBe(true);
  });
});

test('a look that failed is tried again after ever longer pauses, up to an hour', () => {
  let presence = owing(undefined, NOON);
  const pauses = [Number(presence.dueAt) - NOON];
  for (let tries = 0; tries < 8; tries += 1) {
    presence = failed(presence, false, NOON);
    pauses.push(Number(presence.dueAt) - NOON);
  }
  expect(pauses.map((ms) => ms / MINUTE)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  expect(presence.away).toBe(false);
});

test('failing hints do not put off what is owed', () => {
  const first = owing(undefined, NOON);
  const later = owing(owing(first, NOON + 10_000), NOON + 50_000);
  expect(later.dueAt).toBe(first.dueAt);
});

describe('kept', () => {
  let store: Store;
  let homes = 0;
  beforeAll(async () => {
    store = await startStore();
  });
  afterAll(() => store.close());
  const soon = () => store.deadline();
  const newHome = () => `khome${++homes}`;
  const at = (now: number) => createPresences(store.devices, () => now);

  test('it is read as it was written, and goes', async () => {
    const home = newHome();
    expect(await at(NOON).read(home, soon())).toBeUndefined();
    const known = await at(NOON).hear(home, beat(NOON), soon());
    expect(await at(NOON).read(home, soon())).toEqual(known);
    expect(await store.devices.get(presenceKey(home), soon())).toMatchObject({
      v: 1,
      due: 'DUE',
      dueAt: known.dueAt,
      version: 1,
    });
    await at(NOON).erase(home, soon());
    expect(await at(NOON).read(home, soon())).toBeUndefined();
  });

  test('where nothing is waited for it is in no index', async () => {
    const home = newHome();
    await at(NOON).owe(home, soon());
    await at(NOON).settle(home, 1, soon());
    const item = await store.devices.get(presenceKey(home), soon());
    expect(item).toMatchObject({ owed: 1, settled: 1 });
    expect(item).not.toHaveProperty('due');
    expect(item).not.toHaveProperty('dueAt');
  });

  test('what ends after the home was erased brings nothing back', async () => {
    const home = newHome();
    await at(NOON).settle(home, 1, soon());
    expect(await at(NOON).fail(home, false, soon())).toBeUndefined();
    await at(NOON).postpone(home, soon());
    expect(await at(NOON).read(home, soon())).toBeUndefined();
  });

  test('many at once: no word and no debt is lost', async () => {
    const home = newHome();
    const words = [3, 9, 1, 7].map((minute) =>
      at(NOON + 10 * MINUTE).hear(home, beat(NOON + minute * MINUTE), soon()),
    );
    const debts = Array.from({ length: 4 }, () => at(NOON + 10 * MINUTE).owe(home, soon()));
    expect(await tally([...words, ...debts])).toEqual({ ok: 8 });
    const known = await at(NOON).read(home, soon());
    expect(known).toMatchObject({ heardAt: NOON + 9 * MINUTE, settled: 0 });
    expect(known?.owed).toBeGreaterThanOrEqual(5);
  });

  test('a look settles what was owed when it began, and nothing later', async () => {
    const home = newHome();
    await at(NOON).owe(home, soon());
    const begun = await at(NOON).read(home, soon());
    await at(NOON).owe(home, soon());
    await at(NOON).settle(home, begun?.owed ?? 0, soon());
    const after = await at(NOON).read(home, soon());
    expect(after && owesLook(after)).toBe(true);
    expect(after?.dueAt).toBe(NOON + MINUTE);
  });

  describe('what is due', () => {
    /** Of the home's only: others are in the index as well. */
    const dueAt = async (home: string, until: number) => {
      const { items } = await createDueIndex(store.devices).page(until, 1_000, undefined, soon());
      return items.filter((item) => item.home === home);
    };

    test('is found when it is, and not before', async () => {
      const home = newHome();
      await at(NOON).owe(home, soon());
      expect(await dueAt(home, NOON + MINUTE - 1)).toEqual([]);
      expect(await dueAt(home, NOON + MINUTE)).toEqual([
        { home, kind: 'PRESENCE', key: presenceKey(home), dueAt: NOON + MINUTE },
      ]);
    });

    test('is put off, unless another time was set since', async () => {
      const home = newHome();
      const index = createDueIndex(store.devices);
      await at(NOON).owe(home, soon());
      const [item] = await dueAt(home, NOON + MINUTE);
      if (item === undefined) throw new Error('nothing is due');
      await index.rearm(item, NOON + 6 * MINUTE, soon());
      expect(await at(NOON).read(home, soon())).toMatchObject({ dueAt: NOON + 6 * MINUTE });
      await index.rearm(item, NOON + 9 * MINUTE, soon());
      expect(await at(NOON).read(home, soon())).toMatchObject({ dueAt: NOON + 6 * MINUTE });
    });

    test('is not brought back by being put off', async () => {
      const home = newHome();
      await at(NOON).owe(home, soon());
      const [item] = await dueAt(home, NOON + MINUTE);
      if (item === undefined) throw new Error('nothing is due');
      await at(NOON).erase(home, soon());
      await createDueIndex(store.devices).rearm(item, NOON + 6 * MINUTE, soon());
      expect(await store.devices.get(presenceKey(home), soon())).toBeUndefined();
    });

    test('comes in pages, the longest due first', async () => {
      const index = createDueIndex(store.devices);
      const own: string[] = [];
      for (const minute of [5, 1, 4, 2, 3]) {
        const home = newHome();
        own[minute] = home;
        await at(NOON - 600 * MINUTE + minute * MINUTE).owe(home, soon());
      }
      const first = await index.page(NOON - 500 * MINUTE, 3, undefined, soon());
      const second = await index.page(NOON - 500 * MINUTE, 3, first.next, soon());
      expect([...first.items, ...second.items].map(({ home }) => home)).toEqual(own.slice(1));
      expect(second.next).toBeUndefined();
    });
  });
});
