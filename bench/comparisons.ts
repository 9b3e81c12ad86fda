import { fileURLToPath } from 'node:url';
import type { CallerApi, CallerOptions, Measured, Watched } from './caller.ts';
import { type Child, startChild } from './child.ts';
import type { Effort } from './effort.ts';
import type { MessageName } from './messages.ts';
import type { Comparison, Side, Trace } from './report.ts';
import { inRounds } from './rounds.ts';
import { median, spread } from './statistics.ts';
import { LINES, type Line, type Surroundings } from './surroundings.ts';

const CALLER = fileURLToPath(new URL('./caller.ts', import.meta.url));

export interface ComparisonPorts {
  readonly surroundings: Surroundings;
  /** Path of the function's bundle. */
  readonly bundle: string;
  /** What is sent; of a fresh process the first of them. */
  readonly messages: readonly [MessageName, ...MessageName[]];
  readonly effort: Effort;
  /** Where the warm function's processor profile is written, if anywhere. */
  readonly profileDir: string | undefined;
  readonly progress: (line: string) => void;
}

type Kind = CallerOptions['kind'];

/** The two sides change places each round, so that whatever the machine does meanwhile befalls both alike. */
const inTurns = (round: number): readonly Kind[] =>
  round % 2 === 0 ? ['direct', 'function'] : ['function', 'direct'];

/** A process that has loaded nothing yet. */
function startEmptyCaller(kind: Kind, { surroundings, profileDir }: ComparisonPorts): Child<CallerApi> {
  const profiled = kind === 'function' && profileDir !== undefined;
  return startChild<CallerApi>(CALLER, {
    env: {
      ...process.env,
      ...surroundings.env,
      NODE_ENV: 'production',
      // As deployed: each directive is logged, and its metrics are written out.
      LOG_LEVEL: 'INFO',
      POWERTOOLS_METRICS_DISABLED: 'false',
    },
    ...(profiled && { execArgv: ['--cpu-prof', '--cpu-prof-dir', profileDir] }),
  });
}

const optionsFor = (kind: Kind, { surroundings, bundle }: ComparisonPorts): CallerOptions =>
  kind === 'function' ? { kind, surroundings, bundle } : { kind, surroundings };

async function startCaller(kind: Kind, ports: ComparisonPorts): Promise<Child<CallerApi>> {
  const child = startEmptyCaller(kind, ports);
  await child.call('load', optionsFor(kind, ports));
  return child;
}

type Measurements = Record<Kind, Measured[]>;

function sideOf(rounds: readonly Measured[]): Side {
  const times = rounds.flatMap((round) => round.times);
  return {
    time: spread(times),
    cpuMicros: median(rounds.map((round) => round.cpuMicros / round.times.length)),
  };
}

function compare(
  state: Comparison['state'],
  line: Line,
  message: MessageName,
  rounds: Measurements,
): Comparison {
  const pairs = rounds.direct.map((direct, round) => ({
    direct: median(direct.times),
    directive: median(rounds.function[round]?.times ?? []),
  }));
  return {
    state,
    line,
    message,
    samples: rounds.direct.reduce((sum, { times }) => sum + times.length, 0),
    direct: sideOf(rounds.direct),
    directive: sideOf(rounds.function),
    ratio: median(pairs.map(({ direct, directive }) => directive / direct)),
    addedMs: median(pairs.map(({ direct, directive }) => directive - direct)),
  };
}

async function compareWarm(
  callers: Record<Kind, Child<CallerApi>>,
  line: Line,
  message: MessageName,
  effort: Effort,
): Promise<Comparison> {
  const calls = effort.calls[line][message];
  // Over the long line only its connections are new: the code has been warm since the short one.
  const warmUp = line === 'far' ? Math.min(2, effort.warmUp) : effort.warmUp;
  for (const kind of inTurns(0)) await callers[kind].call('send', { line, message, calls: warmUp });
  const rounds: Measurements = { direct: [], function: [] };
  await inRounds(effort.rounds[line], async (round) => {
    for (const kind of inTurns(round)) {
      rounds[kind].push(await callers[kind].call('send', { line, message, calls }));
    }
  });
  return compare('warm', line, message, rounds);
}

const traceOf = (state: Trace['state'], message: MessageName, { seen, times }: Watched): Trace => ({
  state,
  message,
  ms: median(times),
  calls: seen.map(({ to, calls, times: each }) => ({
    to,
    perDirective: calls / times.length,
    ms: median(each),
  })),
});

async function compareCold(line: Line, ports: ComparisonPorts): Promise<Comparison> {
  const [message] = ports.messages;
  const rounds: Measurements = { direct: [], function: [] };
  const unprofiled = { ...ports, profileDir: undefined };
  await inRounds(ports.effort.coldStarts, async (round) => {
    for (const kind of inTurns(round)) {
      const caller = await startCaller(kind, unprofiled);
      try {
        rounds[kind].push(await caller.call('send', { line, message, calls: 1 }));
      } finally {
        await caller.stop();
      }
    }
  });
  return compare('cold', line, message, rounds);
}

async function traceCold(ports: ComparisonPorts): Promise<Trace> {
  const [message] = ports.messages;
  const unprofiled = { ...ports, profileDir: undefined };
  const caller = startEmptyCaller('function', unprofiled);
  try {
    const batch = { line: 'loopback', message, calls: 1 } as const;
    const job = { options: optionsFor('function', ports), batch };
    return traceOf('cold', message, await caller.call('watchFromLoading', job));
  } finally {
    await caller.stop();
  }
}

/** Compares both sides for each message over each line, warm and cold, and watches what the function calls. */
export async function measureComparisons(
  ports: ComparisonPorts,
): Promise<{ comparisons: Comparison[]; traces: Trace[] }> {
  const { effort, messages, progress } = ports;
  const comparisons: Comparison[] = [];
  const traces: Trace[] = [];
  const callers = {
    direct: await startCaller('direct', ports),
    function: await startCaller('function', ports),
  };
  try {
    for (const line of LINES) {
      for (const message of messages) {
        progress(`${message}, warm, ${line}`);
        comparisons.push(await compareWarm(callers, line, message, effort));
      }
    }
    for (const message of messages) {
      const batch = { line: 'loopback', message, calls: effort.traced } as const;
      traces.push(traceOf('warm', message, await callers.function.call('watch', batch)));
    }
  } finally {
    await Promise.all([callers.direct.stop(), callers.function.stop()]);
  }
  for (const line of LINES) {
    progress(`${messages[0]}, first of a fresh process, ${line}`);
    comparisons.push(await compareCold(line, ports));
  }
  traces.push(await traceCold(ports));
  return { comparisons, traces };
}
