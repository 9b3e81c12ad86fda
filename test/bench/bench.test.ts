import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { costAtRest, costOf } from '../../bench/cost.ts';
import type { Report } from '../../bench/report.ts';
import { chromiumPath } from '../harness/chromium.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

let folder: string;
let report: Report;
let printed: { stdout: string; stderr: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  const file = join(folder, 'report.json');
  printed = await promisify(execFile)(
    process.execPath,
    [join(root, 'bench', 'run.ts'), '--quick', '--json', file],
    // Where it keeps its own temporary files, so that what it leaves can be seen.
    { env: { ...process.env, TMPDIR: folder } },
  );
  report = JSON.parse(await readFile(file, 'utf8')) as Report;
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every number anywhere in a value. */
const numbersIn = (value: unknown): number[] => {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};

describe('a quick run', () => {
  test('compares each directive over both lines, warm and cold', () => {
    const rows = report.comparisons.map(({ state, line, message }) => `${state} ${line} ${message}`);
    expect(rows.toSorted()).toEqual([
      'cold far TurnOn',
      'cold loopback TurnOn',
      'warm far Discover',
      'warm far ReportState',
      'warm far TurnOn',
      'warm loopback Discover',
      'warm loopback ReportState',
      'warm loopback TurnOn',
    ]);
  });

  test('measures real times: JSON has null for what is not a number', () => {
    const measured = [
      report.comparisons,
      report.traces,
      report.speech,
      report.bundles,
      report.imports,
      report.start,
      report.pages,
    ];
    expect(JSON.stringify(measured)).not.toContain('null');
    for (const { direct, directive, ratio, samples } of report.comparisons) {
      expect([...numbersIn(direct), ...numbersIn(directive), ratio, samples].every((n) => n > 0)).toBe(true);
    }
  });

  test.each([
    // The look that follows a directive is queued while the home answers.
    ['warm', 'TurnOn', ['DynamoDB BatchGetItem', 'SQS SendMessage', 'home']],
    ['warm', 'ReportState', ['DynamoDB BatchGetItem', 'home']],
    [
      'warm',
      'Discover',
      ['DynamoDB BatchGetItem', 'DynamoDB GetItem', 'DynamoDB Query', 'SQS SendMessage', 'home'],
    ],
    [
      'cold',
      'TurnOn',
      [
        'Cognito key set',
        'DynamoDB BatchGetItem',
        'DynamoDB GetItem',
        'KMS Decrypt',
        'SQS SendMessage',
        'home',
      ],
    ],
  ] as const)('%s, %s calls %j, each once', (state, message, calls) => {
    const trace = report.traces.find((each) => each.state === state && each.message === message);
    expect(trace?.calls.map(({ to }) => to).toSorted()).toEqual(calls);
    // The first directive of a process brings news of the home's health besides, to the same queue.
    const times = (to: string) => (state === 'cold' && to === 'SQS SendMessage' ? 2 : 1);
    for (const { to, perDirective } of trace?.calls ?? []) expect(perDirective).toBe(times(to));
  });

  test('compares what is said to the skill, and sees which calls it makes', () => {
    const { comparisons, traces } = report.speech;
    const rows = comparisons.map(({ state, line, message }) => `${state} ${line} ${message}`);
    expect(rows.toSorted()).toEqual([
      'cold far Sentence',
      'cold loopback Sentence',
      'warm far Launch',
      'warm far Sentence',
      'warm loopback Launch',
      'warm loopback Sentence',
    ]);
    const callsOf = (state: string, message: string) =>
      traces
        .find((trace) => trace.state === state && trace.message === message)
        ?.calls.map(({ to, perDirective }) => `${to} ${perDirective}`)
        .toSorted();
    expect(callsOf('warm', 'Sentence')).toEqual(['DynamoDB BatchGetItem 1', 'DynamoDB GetItem 1', 'home 1']);
    // What the devices are called, and what their owner wants of them.
    expect(callsOf('warm', 'Launch')).toEqual([
      'DynamoDB BatchGetItem 1',
      'DynamoDB GetItem 1',
      'DynamoDB Query 2',
      'home 1',
    ]);
    // The store is knocked at while the process starts, as for a directive.
    expect(callsOf('cold', 'Sentence')).toEqual([
      'Cognito key set 1',
      'DynamoDB BatchGetItem 1',
      'DynamoDB GetItem 2',
      'KMS Decrypt 1',
      'SQS SendMessage 1',
      'home 1',
    ]);
  });

  test.each([1, 3])('follows a change to %i account(s), and knows what it costs', (accounts) => {
    const reporting = report.reporting.find((each) => each.accounts === accounts);
    if (reporting === undefined) throw new Error('it was not measured');
    const { samples, time, own, stages } = reporting;
    expect([samples, ...numbersIn(time), ...numbersIn(own)].every((n) => n > 0)).toBe(true);
    expect(own.p50).toBeLessThan(time.p50);
    expect(stages.map(({ stage }) => stage)).toEqual(['hints', 'observe', 'report']);
    const calls = Object.fromEntries(
      stages.flatMap(({ stage, calls: made }) =>
        made.map(({ to, perChange }) => [`${stage}: ${to}`, perChange]),
      ),
    );
    expect(calls).toMatchObject({
      'hints: SQS SendMessage': 1,
      'observe: home': 1,
      'observe: SQS SendMessage': accounts,
      'report: POST /v3/events': accounts,
    });
    expect(costOf(reporting).total).toBeGreaterThan(0);
    // A thousand homes speak 144,000 times a day, at some millionths of a dollar.
    expect(costAtRest(reporting)).toBeGreaterThan(0.3);
    expect(costAtRest(reporting)).toBeLessThan(3);
  });

  test('weighs every function and loads it', async () => {
    const entries = await readdir(join(root, 'functions'), { recursive: true });
    const functions = entries.filter((path) => path.endsWith('handler.ts')).map(dirname);
    expect(report.bundles.map(({ name }) => name).toSorted()).toEqual(functions.toSorted());
    expect(report.imports.map(({ name }) => name).toSorted()).toEqual(
      [...functions, 'node:https'].toSorted(),
    );
    for (const { bytes, gzipBytes } of report.bundles) expect(gzipBytes).toBeLessThan(bytes);
  });

  test('says who the bytes of the directive function come from', () => {
    const bundle = report.bundles.find(({ name }) => name === 'directive');
    const attributed = report.contributors.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(attributed).toBeLessThanOrEqual(bundle?.bytes ?? 0);
    expect(attributed).toBeGreaterThan(0.9 * (bundle?.bytes ?? 0));
    expect(report.contributors.map(({ from }) => from)).toContain('aws-jwt-verify');
  });

  test("brings the laptop's stack up", () => {
    expect(report.start.samples).toBe(1);
    expect(report.start.ms).toBeGreaterThan(0);
  });

  test('opens pages of the portal, cold and warm, where there is a Chromium', () => {
    const rows = report.pages.map(({ page, cache }) => `${page} ${cache}`);
    const all = ['welcome cold', 'welcome warm', 'home cold', 'home warm'];
    expect(rows).toEqual(chromiumPath() === undefined ? [] : all);
    for (const { samples, plain, portal, ratio } of report.pages) {
      expect([samples, ratio, ...numbersIn(plain), ...numbersIn(portal)].every((n) => n > 0)).toBe(true);
    }
  });

  test('prints a table, and its progress aside', () => {
    expect(printed.stdout).toContain('Porchlight');
    expect(printed.stdout).toMatch(/npm start until ready +1 +\d/);
    expect(printed.stdout).toContain('A quick run');
    expect(printed.stderr).toContain('TurnOn, warm, far');
  });

  test('leaves nothing behind', async () => {
    expect(await readdir(folder)).toEqual(['report.json']);
  });
});
