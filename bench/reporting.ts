import { fileURLToPath } from 'node:url';
import type { BuiltFunction } from '../infra/build.ts';
import { startChild } from './child.ts';
import type { Effort } from './effort.ts';
import type { OwnTime } from './own-time.ts';
import type { ReportedChange, Reporting } from './report.ts';
import { type ReporterApi, STAGES, type Stage } from './reporter.ts';
import { inRounds } from './rounds.ts';
import { median, spread } from './statistics.ts';
import type { ReportingSurroundings } from './surroundings.ts';

const REPORTER = fileURLToPath(new URL('./reporter.ts', import.meta.url));

type Followed = Record<Stage, OwnTime>;

const sumOf = (followed: Followed, of: (time: OwnTime) => number) =>
  STAGES.reduce((sum, stage) => sum + of(followed[stage]), 0);

/** How often each call was made, in the mean of all changes. */
function callsOf(all: readonly Followed[], stage: Stage): ReportedChange['calls'] {
  const counts = new Map<string, number>();
  for (const followed of all) {
    for (const to of followed[stage].calls) counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return [...counts].map(([to, calls]) => ({ to, perChange: calls / all.length }));
}

function summary(accounts: number, all: readonly Followed[]): Reporting {
  return {
    accounts,
    samples: all.length,
    time: spread(all.map((followed) => sumOf(followed, ({ ms }) => ms))),
    own: spread(all.map((followed) => sumOf(followed, ({ ownMs }) => ownMs))),
    stages: STAGES.map((stage) => ({
      stage,
      ms: median(all.map((followed) => followed[stage].ms)),
      ownMs: median(all.map((followed) => followed[stage].ownMs)),
      calls: callsOf(all, stage),
    })),
  };
}

/**
 * Follows changes from the home's hint to Alexa's gateway, one at a time, for a home with one account and for one
 * with three.
 */
export async function measureReporting(ports: {
  surroundings: ReportingSurroundings;
  /** Changes a device of the home that has so many accounts. */
  change: (accounts: number) => Promise<{ home: string; entityId: string }>;
  built: readonly BuiltFunction[];
  effort: Effort;
  progress: (line: string) => void;
}): Promise<Reporting[]> {
  const { surroundings, change, built, effort, progress } = ports;
  const file = (name: Stage) => built.find((bundle) => bundle.name === name)?.file ?? '';
  const reporter = startChild<ReporterApi>(REPORTER, {
    env: { ...process.env, ...surroundings.env, NODE_ENV: 'production', LOG_LEVEL: 'INFO' },
  });
  try {
    await reporter.call('load', {
      bundles: { hints: file('hints'), observe: file('observe'), report: file('report') },
      sqsUrl: surroundings.sqsUrl,
      queues: surroundings.queues,
    });
    const measured: Reporting[] = [];
    for (const accounts of surroundings.accounts) {
      progress(`a hint on its way to ${accounts} account${accounts === 1 ? '' : 's'}`);
      const one = async () => reporter.call('follow', { ...(await change(accounts)), accounts });
      for (let warmUp = 0; warmUp < effort.reportingWarmUp; warmUp += 1) await one();
      const all: Followed[] = [];
      await inRounds(effort.reporting, async () => {
        all.push(await one());
      });
      measured.push(summary(accounts, all));
    }
    return measured;
  } finally {
    await reporter.stop();
  }
}
