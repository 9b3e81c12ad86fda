import { costAtRest, costOf } from './cost.ts';
import type { Comparison, Report, Side, Trace } from './report.ts';

/** Rows under headings, numbers to the right: a cell of digits is a number. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return /^[a-zA-Z@]/.test(rows[1]?.[column] ?? '') ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line) => `  ${line}`).join('\n');
}

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1);
const BAR = 30;

const sideCells = ({ time, cpuMicros }: Side) => [
  ms(time.p50),
  ms(time.p90),
  ms(time.p99),
  cpuMicros.toFixed(0),
];

function comparisons(state: Comparison['state'], all: readonly Comparison[]): string {
  const head = ['line', 'directive', 'n', 'way', 'p50 ms', 'p90', 'p99', 'CPU µs', 'added ms', 'ratio'];
  const rows = all
    .filter((comparison) => comparison.state === state)
    .flatMap(({ line, message, samples, direct, directive, addedMs, ratio }) => [
      [line, message, String(samples), 'direct', ...sideCells(direct), '', ''],
      [
        line,
        message,
        String(samples),
        'Porchlight',
        ...sideCells(directive),
        ms(addedMs),
        `${ratio.toFixed(2)}x`,
      ],
    ]);
  return table([head, ...rows]);
}

function traces(all: readonly Trace[]): string {
  const head = ['state', 'directive', 'whole ms', 'call', 'per directive', 'ms'];
  const rows = all.flatMap(({ state, message, ms: whole, calls }) =>
    calls.map(({ to, perDirective, ms: each }) => [
      state,
      message,
      ms(whole),
      to,
      perDirective.toFixed(2),
      ms(each),
    ]),
  );
  return table([head, ...rows]);
}

function bundles({ bundles: sizes, imports }: Report): string {
  const head = ['bundle', 'KB', 'gzip KB', 'import ms p50', 'p90', 'CPU ms'];
  const rows = imports.map(({ name, time, cpuMs }) => {
    const size = sizes.find((bundle) => bundle.name === name);
    const cells = size === undefined ? ['-', '-'] : [kilobytes(size.bytes), kilobytes(size.gzipBytes)];
    return [name, ...cells, ms(time.p50), ms(time.p90), ms(cpuMs)];
  });
  return table([head, ...rows]);
}

function contributors({ contributors: all }: Report): string {
  const largest = all[0]?.bytes ?? 1;
  const rows = all
    .slice(0, 8)
    .map(({ from, bytes }) => [from, kilobytes(bytes), '█'.repeat(Math.ceil((bytes / largest) * BAR))]);
  return table([
    ['from', 'KB', ''],
    ...rows.map(([from = '', size = '', bar = '']) => [from, size, bar.padEnd(BAR)]),
  ]);
}

function reporting({ reporting: all }: Report): string {
  const head = ['accounts', 'n', 'p50 ms', 'p90', 'p99', 'own p50 ms', 'p90', 'p99'];
  const rows = all.map(({ accounts, samples, time, own }) => [
    String(accounts),
    String(samples),
    ...[time.p50, time.p90, time.p99, own.p50, own.p90, own.p99].map(ms),
  ]);
  return table([head, ...rows]);
}

function reportingStages({ reporting: all }: Report): string {
  const head = ['stage', 'accounts', 'whole ms', 'own ms', 'call', 'per change'];
  const rows = all.flatMap(({ accounts, stages }) =>
    stages.flatMap(({ stage, ms: whole, ownMs, calls }) =>
      calls.map(({ to, perChange }) => [
        stage,
        String(accounts),
        ms(whole),
        ms(ownMs),
        to,
        perChange.toFixed(2),
      ]),
    ),
  );
  return table([head, ...rows]);
}

function costs({ reporting: all }: Report): string {
  const each = all.map(costOf);
  const rows = each.map(({ accounts, total, parts }) =>
    [accounts, total, ...parts.map(({ dollars }) => dollars)].map((value, index) =>
      index === 0 ? String(value) : value.toFixed(2),
    ),
  );
  return table([['accounts', 'all $', ...(each[0]?.parts ?? []).map(({ what }) => what)], ...rows]);
}

const atRest = ({ reporting: [first] }: Report): string =>
  table([['homes', 'a day $'], ...(first === undefined ? [] : [['1000', costAtRest(first).toFixed(2)]])]);

const startOf = ({ start }: Report): string =>
  table([
    ['laptop', 'n', 's p50'],
    ['npm start until ready', String(start.samples), (start.ms / 1000).toFixed(1)],
  ]);

function pages({ pages: all }: Report): string {
  if (all.length === 0) return '  There is no Chromium here: CHROMIUM_PATH names one in an unusual place.';
  const head = ['page', 'cache', 'n', 'plain ms p50', 'portal ms p50', 'p90', 'ratio'];
  const rows = all.map(({ page, cache, samples, plain, portal, ratio }) => [
    page,
    cache,
    String(samples),
    ms(plain.p50),
    ms(portal.p50),
    ms(portal.p90),
    `${ratio.toFixed(1)}x`,
  ]);
  return table([head, ...rows]);
}

/** The report as a person reads it. */
export function reportText(report: Report): string {
  const { machine, measuredAt, seconds, quick, speech } = report;
  const sections: readonly (readonly [string, string])[] = [
    [
      'One directive, warm: straight to the home (direct) and through the directive function',
      comparisons('warm', report.comparisons),
    ],
    [
      'The first directive of a fresh process, after its code is loaded',
      comparisons('cold', report.comparisons),
    ],
    ['What a directive calls, and the time until the answer begins (loopback)', traces(report.traces)],
    [
      'One sentence to the custom skill, warm: said to the home itself, and through the skill function',
      comparisons('warm', speech.comparisons),
    ],
    ['The first sentence of a fresh process', comparisons('cold', speech.comparisons)],
    ['What a sentence calls', traces(speech.traces)],
    ["A change on its way from the home's hint to Alexa's gateway, warm", reporting(report)],
    ['What each stage of that takes and calls', reportingStages(report)],
    ['A million such hints, on paper: US dollars of AWS services, without logs and traffic', costs(report)],
    ['Homes at rest, on paper: what their heartbeats cost a day, in US dollars', atRest(report)],
    ['Bundles: size, and the time to load one in a fresh process', bundles(report)],
    ['The largest parts of the directive bundle', contributors(report)],
    ['The whole stack on a laptop', startOf(report)],
    [
      'Pages of the portal there: until one can use them, beside a page with nothing but a button',
      pages(report),
    ],
  ];
  return [
    `${measuredAt}, ${seconds.toFixed(0)} s, ${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}, load ${machine.load.toFixed(1)}`,
    ...(quick ? ['A quick run: everything was measured, too seldom to mean anything.'] : []),
    ...sections.flatMap(([title, body]) => ['', title, body]),
    '',
    'The far line is 50 ms there and back. Compare within a run: the machine is whatever it is today, the ratios stay.',
  ].join('\n');
}
