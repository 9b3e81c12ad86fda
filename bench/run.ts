/**
 * `npm run bench`: what Porchlight costs on the way of a directive, beside the least that the way itself costs.
 *
 *   --quick        a run of seconds, to see that it works
 *   --json FILE    the figures as JSON as well
 *   --profile DIR  writes a processor profile of the directive function (open it in Chrome's developer tools)
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildFunctions } from '../infra/build.ts';
import { contributorsOf, measureBundles } from './bundles.ts';
import { startChild } from './child.ts';
import { measureComparisons } from './comparisons.ts';
import { FULL, QUICK } from './effort.ts';
import { measureImports } from './import-times.ts';
import { measurePages } from './page-times.ts';
import type { Machine, Report } from './report.ts';
import { measureReporting } from './reporting.ts';
import { measureStarts } from './start-times.ts';
import type { SurroundingsApi } from './surroundings.ts';
import { reportText } from './text.ts';

const SURROUNDINGS = fileURLToPath(new URL('./surroundings.ts', import.meta.url));

const machineHere = (): Machine => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.availableParallelism(),
  platform: `${os.platform()} ${os.arch()}`,
  node: process.versions.node,
  load: os.loadavg()[0] ?? 0,
});

/** A folder that is gone when the process is, however it ends. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(os.tmpdir(), 'porchlight-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  return folder;
}

async function measure(options: { quick: boolean; profileDir: string | undefined }): Promise<Report> {
  const started = performance.now();
  const progress = (line: string) =>
    console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}`);
  const effort = options.quick ? QUICK : FULL;
  const machine = machineHere();
  progress('building the functions');
  const built = await buildFunctions({ outDir: temporaryFolder() });
  const called = (wanted: string) => {
    const found = built.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`There is no function "${wanted}".`);
    return found;
  };
  const directive = called('directive');
  progress('starting a home and the stand-ins for AWS');
  const around = startChild<SurroundingsApi>(SURROUNDINGS, { env: process.env });
  try {
    const surroundings = await around.call('start', undefined);
    const { profileDir } = options;
    const compared = await measureComparisons({
      surroundings,
      bundle: directive.file,
      messages: ['TurnOn', 'ReportState', 'Discover'],
      effort,
      profileDir,
      progress,
    });
    const speech = await measureComparisons({
      surroundings,
      bundle: called('skill').file,
      messages: ['Sentence', 'Launch'],
      effort: { ...effort, ...effort.speech },
      profileDir: undefined,
      progress,
    });
    const reporting = await measureReporting({
      surroundings: await around.call('startReporting', undefined),
      change: (accounts) => around.call('change', accounts),
      built,
      effort,
      progress,
    });
    progress('loading each bundle in fresh processes');
    const imports = await measureImports(built, effort.imports, surroundings.env);
    progress("starting the laptop's stack in fresh processes");
    const start = await measureStarts(effort.starts);
    progress('opening pages of the portal in a browser');
    const pages = await measurePages(effort.pages);
    return {
      measuredAt: new Date().toISOString(),
      seconds: (performance.now() - started) / 1000,
      quick: options.quick,
      machine,
      ...compared,
      speech,
      reporting,
      bundles: await measureBundles(built),
      contributors: await contributorsOf(directive),
      imports,
      start,
      pages,
    };
  } finally {
    await around.stop();
  }
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    profile: { type: 'string' },
  },
});
const report = await measure({ quick: values.quick, profileDir: values.profile });
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(reportText(report));
