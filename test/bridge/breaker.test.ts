import { describe, expect, it } from 'vitest';
import { createBreaker } from '../../lib/bridge/breaker.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import { HomeLeftAlone } from '../../lib/outcomes/home.ts';
import { connectionOf } from './connection.ts';

function at(start = 1_000_000) {
  let now = start;
  const breaker = createBreaker(() => now);
  return {
    breaker,
    pass: (ms: number) => {
      now += ms;
    },
    /** How long the home is left alone, in milliseconds; null for ever. */
    pause: (connection: Connection): number | null => {
      try {
        breaker.assertMayAsk(connection);
        return 0;
      } catch (error) {
        if (!(error instanceof HomeLeftAlone)) throw error;
        return error.data.retryAt === null ? null : error.data.retryAt - now;
      }
    },
  };
}

const home = connectionOf({ home: 'kaaaaaa' });

describe('a home that cannot be reached', () => {
  it.each([
    'home_name_unresolved',
    'home_connection_refused',
    'home_tls_failed',
    'home_without_tls',
    'home_timed_out',
    'home_throttles',
  ])('%s: is tried again after a pause that grows, and not beyond half a minute', (outcome) => {
    const { breaker, pause, pass } = at();
    const pauses: (number | null)[] = [];
    for (let tries = 0; tries < 7; tries += 1) {
      expect(pause(home)).toBe(0);
      breaker.note(home, outcome);
      const length = pause(home);
      pauses.push(length);
      pass(length ?? 0);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('says why', () => {
    const { breaker } = at();
    breaker.note(home, 'home_timed_out');
    expect(() => breaker.assertMayAsk(home)).toThrow(new HomeLeftAlone('home_timed_out', 1_001_000));
  });

  it('is forgiven everything by one answer', () => {
    const { breaker, pause, pass } = at();
    for (const wait of [1_000, 2_000, 4_000]) {
      breaker.note(home, 'home_timed_out');
      pass(wait);
    }
    breaker.note(home, 'ok');
    expect(pause(home)).toBe(0);
    breaker.note(home, 'home_timed_out');
    expect(pause(home)).toBe(1_000);
  });

  it('failing many who asked at the same moment has failed once', () => {
    const { breaker, pause } = at();
    for (let asker = 0; asker < 10; asker += 1) breaker.note(home, 'home_connection_refused');
    expect(pause(home)).toBe(1_000);
  });

  it.each([
    'ok',
    'home_answer_not_json',
    'home_answer_invalid',
    'home_failed',
    'home_forbids',
    'smart_home_not_enabled',
    'home_connection_lost',
    'unexpected',
  ])('is not paused by %s', (outcome) => {
    const { breaker, pause } = at();
    breaker.note(home, outcome);
    expect(pause(home)).toBe(0);
  });
});

describe('a home that refused our token', () => {
  it('is left alone for good', () => {
    const { breaker, pause, pass } = at();
    breaker.note(home, 'home_token_refused');
    pass(365 * 86_400_000);
    expect(pause(home)).toBeNull();
  });

  it('is left alone by a process that only reads of it', () => {
    const { pause } = at();
    expect(pause({ ...home, health: { outcome: 'home_token_refused', at: 5, since: 5 } })).toBeNull();
  });

  it('is asked again once it was reconnected', () => {
    const { breaker, pause } = at();
    breaker.note(home, 'home_token_refused');
    expect(pause({ ...home, connectionVersion: 2 })).toBe(0);
  });

  it('stays left alone when somebody asked it before it refused', () => {
    const { breaker, pause } = at();
    breaker.note(home, 'home_token_refused');
    breaker.note(home, 'home_timed_out');
    expect(pause(home)).toBeNull();
  });
});

describe('homes', () => {
  it('do not suffer for each other', () => {
    const { breaker, pause } = at();
    breaker.note(home, 'home_token_refused');
    expect(pause(connectionOf({ home: 'kbbbbbb' }))).toBe(0);
  });
});
