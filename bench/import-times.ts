import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BuiltFunction } from '../infra/build.ts';
import type { ImportTime } from './report.ts';
import { inRounds, type Rounds } from './rounds.ts';
import { median, spread } from './statistics.ts';

/** In a fresh process, since the second `require` of anything costs nothing. Written to standard error: the loaded code may print. */
const SCRIPT = `
const cpu = process.cpuUsage();
const start = performance.now();
require(process.argv[1]);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
process.stderr.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000 }), () => process.exit(0));
`;

/** Node's own https, which every bundle needs: what the others are to be compared with. */
const FLOOR = 'node:https';

async function importOnce(module: string, env: NodeJS.ProcessEnv): Promise<{ ms: number; cpuMs: number }> {
  const { stderr } = await promisify(execFile)(process.execPath, ['--eval', SCRIPT, module], { env });
  return JSON.parse(stderr) as { ms: number; cpuMs: number };
}

/**
 * How long each bundle takes to load, the bundles in turns.
 * @param env the environment of the functions, which they demand while they load
 */
export async function measureImports(
  built: readonly BuiltFunction[],
  rounds: Rounds,
  env: Readonly<Record<string, string>>,
): Promise<ImportTime[]> {
  const modules = [{ name: FLOOR, file: FLOOR }, ...built];
  const measured = new Map(modules.map(({ name }) => [name, [] as { ms: number; cpuMs: number }[]]));
  const environment = { ...process.env, ...env, NODE_ENV: 'production' };
  await inRounds(rounds, async () => {
    for (const { name, file } of modules) measured.get(name)?.push(await importOnce(file, environment));
  });
  return [...measured].map(([name, each]) => ({
    name,
    samples: each.length,
    time: spread(each.map(({ ms }) => ms)),
    cpuMs: median(each.map(({ cpuMs }) => cpuMs)),
  }));
}
