import { describe, expect, test } from 'vitest';
import { compareDevices, GONE_AFTER_MS } from '../../lib/bridge/compare-devices.ts';
import type { KnownDevice } from '../../lib/homes/catalogue-sync.ts';
import { endpointNamed } from '../harness/samples.ts';

const AT = 1_000_000;
const known = (...devices: (string | [id: string, missingSince: number])[]) =>
  new Map<string, KnownDevice>(
    devices.map((device) => {
      const [id, missingSince] = typeof device === 'string' ? [device] : device;
      return [id, { endpoint: endpointNamed(id), ...(missingSince !== undefined && { missingSince }) }];
    }),
  );
const compare = (before: Map<string, KnownDevice>, ids: readonly string[], isRunning = true) => {
  const endpoints = ids.map((id) => endpointNamed(id));
  const { after, changes, isInDoubt } = compareDevices(before, { endpoints, at: AT, isRunning });
  const put = changes.put.map(({ endpoint, missingSince }) => [endpoint.endpointId, missingSince]);
  return { after: after.map(({ endpointId }) => endpointId).toSorted(), ...changes, put, isInDoubt };
};

describe('a device that is missing', () => {
  test('is kept in mind the first time, and looked for again', () => {
    expect(compare(known('a', 'b'), ['a'])).toEqual({
      after: ['a', 'b'],
      put: [['b', AT]],
      added: [],
      removed: [],
      isInDoubt: true,
    });
  });
  test.each([
    [1, false],
    [GONE_AFTER_MS - 1, false],
    [GONE_AFTER_MS, true],
    [24 * 60 * 60_000, true],
  ])('for %i ms is gone: %s', (ms, isGone) => {
    expect(compare(known('a', ['b', AT - ms]), ['a'])).toEqual({
      after: isGone ? ['a'] : ['a', 'b'],
      put: [],
      added: [],
      removed: isGone ? ['b'] : [],
      isInDoubt: !isGone,
    });
  });
  test('that comes back is as if it had never been away', () => {
    expect(compare(known('a', ['b', AT - 60_000]), ['a', 'b'])).toMatchObject({
      put: [['b', undefined]],
      added: [],
      removed: [],
      isInDoubt: false,
    });
  });
  test('from a home that is not running is not even missing, whatever was before', () => {
    expect(compare(known('a', ['b', AT - 60_000], 'c'), ['a'], false)).toEqual({
      after: ['a', 'b', 'c'],
      put: [['b', undefined]],
      added: [],
      removed: [],
      isInDoubt: false,
    });
  });
});

test('what is new begins anew, also while a home is starting', () => {
  expect(compare(known('a'), ['a', 'b'], false)).toMatchObject({ put: [['b', undefined]], added: ['b'] });
});

test('all of a home may go', () => {
  const before = known(['a', AT - 60_000], ['b', AT - 60_000]);
  expect(compare(before, [])).toMatchObject({ after: [], removed: ['a', 'b'], isInDoubt: false });
});
