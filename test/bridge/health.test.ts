import { describe, expect, it } from 'vitest';
import { createHealthReporter } from '../../lib/bridge/health.ts';
import type { LookMessage } from '../../lib/bridge/looks.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { connectionOf } from './connection.ts';

const MINUTE = 60_000;
const silent = { debug: () => {}, info: () => {}, error: () => {} };

/** A queue that remembers, or fails, or hangs; and a clock. */
function reporter() {
  const sent: LookMessage[] = [];
  const warnings: string[] = [];
  let mode: 'up' | 'down' | 'hanging' = 'up';
  let now = 1_000_000_000;
  const queue = {
    send: async (message: LookMessage) => {
      if (mode === 'down') throw new Error('the queue is away');
      if (mode === 'hanging') await new Promise(() => {});
      sent.push(message);
    },
  };
  const log = { ...silent, warn: (message: string) => void warnings.push(message) };
  const health = createHealthReporter(queue, log, () => now);
  return {
    warnings,
    outcomes: () => sent.map((message) => (message.type === 'outcome' ? message.outcome : message.type)),
    sent,
    set: (next: typeof mode) => {
      mode = next;
    },
    pass: (ms: number) => {
      now += ms;
    },
    report: (outcome: string, change: Parameters<typeof connectionOf>[0] = {}, ms = 5_000) =>
      health.report(connectionOf(change), outcome, now, createDeadline(ms)),
    now: () => now,
  };
}

describe('only news is sent', () => {
  it('the first outcome, with what it is about', async () => {
    const { report, sent, now } = reporter();
    await report('home_timed_out', { home: 'kcccccc', connectionVersion: 4 });
    expect(sent).toEqual([
      { v: 1, type: 'outcome', home: 'kcccccc', connectionVersion: 4, outcome: 'home_timed_out', at: now() },
    ]);
  });

  it('not the same one again', async () => {
    const { report, pass, outcomes } = reporter();
    for (let count = 0; count < 20; count += 1) {
      await report('ok');
      pass(1_000);
    }
    expect(outcomes()).toEqual(['ok']);
  });

  it('each change', async () => {
    const { report, pass, outcomes } = reporter();
    for (const outcome of ['ok', 'home_timed_out', 'home_timed_out', 'ok', 'ok']) {
      await report(outcome);
      pass(1_000);
    }
    expect(outcomes()).toEqual(['ok', 'home_timed_out', 'ok']);
  });

  it('the same one after a quarter of an hour, so that "last used" stays true', async () => {
    const { report, pass, outcomes } = reporter();
    await report('ok');
    pass(15 * MINUTE);
    await report('ok');
    expect(outcomes()).toEqual(['ok']);
    pass(1);
    await report('ok');
    expect(outcomes()).toEqual(['ok', 'ok']);
  });

  it('not what the registry says already', async () => {
    const { report, outcomes, now } = reporter();
    await report('ok', { health: { outcome: 'ok', at: now() - MINUTE, since: 1 } });
    expect(outcomes()).toEqual([]);
  });

  it('what differs from the registry', async () => {
    const { report, outcomes, now } = reporter();
    await report('ok', { health: { outcome: 'home_timed_out', at: now() - MINUTE, since: 1 } });
    expect(outcomes()).toEqual(['ok']);
  });

  it('what another process has changed since we said it', async () => {
    const { report, pass, outcomes, now } = reporter();
    await report('ok');
    pass(MINUTE);
    await report('ok', { health: { outcome: 'home_timed_out', at: now() - 1, since: now() - 1 } });
    expect(outcomes()).toEqual(['ok', 'ok']);
  });

  it('of a reconnected home anew, and of each home for itself', async () => {
    const { report, sent } = reporter();
    await report('ok');
    await report('ok', { connectionVersion: 2 });
    await report('ok', { home: 'kbbbbbb' });
    expect(sent).toHaveLength(3);
  });
});

describe('a queue that fails', () => {
  it('costs no directive, and is told again the next time', async () => {
    const { report, set, outcomes, warnings } = reporter();
    set('down');
    await report('home_timed_out');
    expect(warnings).toEqual(['An outcome could not be noted.']);
    set('up');
    await report('home_timed_out');
    await report('home_timed_out');
    expect(outcomes()).toEqual(['home_timed_out']);
  });

  it('is not waited for long', async () => {
    const { report, set } = reporter();
    set('hanging');
    const started = performance.now();
    await report('ok');
    expect(performance.now() - started).toBeLessThan(800);
  });

  it('is not waited for at all when no time is left', async () => {
    const { report, set } = reporter();
    set('hanging');
    const started = performance.now();
    await report('ok', {}, 0);
    expect(performance.now() - started).toBeLessThan(150);
  });
});
