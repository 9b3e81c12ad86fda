/**
 * Installs the Home Assistant that the tests run against: the newest release that the newest Python of this
 * machine can run, from PyPI, in a virtual environment under `.cache/home-assistant/<python>/`. What is
 * there already is left alone; `--fresh` begins anew, `PYTHON=…` chooses the interpreter.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { INTEGRATIONS } from './configuration.ts';
import { startHomeAssistant } from './home.ts';
import {
  CURRENT,
  INSTALLATIONS,
  type Installation,
  interpreter,
  MARKER,
  readInstallation,
} from './installation.ts';
import { compareVersions, findPythons, type Python } from './python.ts';

/** Home Assistant 2024.1, the oldest release whose Alexa messages are today's, needs this. */
const OLDEST_PYTHON = '3.11';

/** A release can refuse at start a Python that its package metadata allows; so many older ones are tried. */
const RELEASES_TRIED = 4;

/** A program that was run for the installation failed; `output` is what it printed. */
class CommandFailedError extends Error {
  readonly output: string;
  constructor(command: string, output: string) {
    const lastLines = output.trimEnd().split('\n').slice(-15).join('\n');
    super(`${command} failed:\n${lastLines}`);
    this.name = 'CommandFailedError';
    this.output = output;
  }
}

const say = (line: string): void => console.log(`[home-assistant] ${line}`);

/** Runs a program to its end, with a line every 15 seconds so that nobody thinks it hangs; answers its stdout. */
async function run(what: string, command: string, args: string[]): Promise<string> {
  const started = Date.now();
  const heartbeat = setInterval(
    () => say(`… ${what}, ${Math.round((Date.now() - started) / 1000)} s`),
    15_000,
  );
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      let all = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk;
        all += chunk;
      });
      child.stderr.on('data', (chunk: Buffer) => {
        all += chunk;
      });
      child.once('error', reject);
      child.once('close', (code) =>
        code === 0 ? resolve(stdout) : reject(new CommandFailedError(what, all)),
      );
    });
  } finally {
    clearInterval(heartbeat);
  }
}

function requirementsOf(output: string): { requirements: string[]; constraints: string } {
  const parsed: { requirements: string[]; constraints: string } = JSON.parse(output);
  return parsed;
}

/** Installs into one virtual environment; the marker is written when Home Assistant has run in it. */
async function installOn(python: Python, directory: string): Promise<Installation> {
  say(`Python ${python.version} (${python.path})`);
  rmSync(directory, { recursive: true, force: true });
  await run('making a virtual environment', python.path, ['-m', 'venv', directory]);
  const own = interpreter(directory);
  const pip = (what: string, ...args: string[]) =>
    // Home Assistant has a thousand integrations that the tests never load: Python compiles those that it does.
    run(what, own, [
      '-m',
      'pip',
      '--disable-pip-version-check',
      'install',
      '--quiet',
      '--no-compile',
      ...args,
    ]);
  await pip('updating pip', '--upgrade', 'pip');

  let wanted = 'homeassistant';
  for (let attempt = 1; ; attempt += 1) {
    say('looking for the newest Home Assistant for it on PyPI');
    await pip('downloading Home Assistant', '--no-deps', wanted);
    const version = await run('reading the version', own, [
      '-I',
      '-c',
      'from importlib.metadata import version; print(version("homeassistant"))',
    ]).then((text) => text.trim());
    const script = join(import.meta.dirname, 'requirements.py');
    const needs = requirementsOf(await run('reading the manifests', own, [script, ...INTEGRATIONS]));
    say(`installing Home Assistant ${version} and what it needs, a few minutes the first time`);
    await pip(
      'installing packages',
      '--constraint',
      needs.constraints,
      `homeassistant==${version}`,
      ...needs.requirements,
    );
    const installation: Installation = { directory, version, python: python.version };
    try {
      await run('asking Home Assistant for its version', own, ['-m', 'homeassistant', '--version']);
    } catch (error) {
      const refused = error instanceof CommandFailedError && /requires at least Python/.test(error.output);
      if (!refused || attempt === RELEASES_TRIED) throw error;
      say(`Home Assistant ${version} does not start on Python ${python.version}; trying an older release`);
      wanted = `homeassistant<${version}`;
      continue;
    }
    const home = await startHomeAssistant({ installation, log: say });
    await home.close();
    const partial = join(directory, `${MARKER}.partial`);
    writeFileSync(partial, `${JSON.stringify({ version, python: python.version }, null, 2)}\n`);
    renameSync(partial, join(directory, MARKER));
    return installation;
  }
}

/** The newest Python that works wins; an unusable one (no wheels for it yet, say) gives way to the next. */
async function install(fresh: boolean): Promise<Installation> {
  const pythons = (await findPythons()).filter((p) => compareVersions(p.version, OLDEST_PYTHON) >= 0);
  if (pythons.length === 0) {
    throw new Error(
      `no Python ${OLDEST_PYTHON} or newer with venv found on PATH, in pyenv or in uv. ` +
        'Install one (the newest Home Assistant wants the newest Python), or name one: PYTHON=/path/to/python3',
    );
  }
  mkdirSync(INSTALLATIONS, { recursive: true });
  const failures: unknown[] = [];
  for (const python of pythons) {
    const directory = join(INSTALLATIONS, python.version);
    const present = fresh ? undefined : readInstallation(directory);
    if (present !== undefined) return present;
    try {
      return await installOn(python, directory);
    } catch (error) {
      rmSync(directory, { recursive: true, force: true });
      failures.push(error);
      say(`not on Python ${python.version}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new AggregateError(failures, 'Home Assistant could not be installed on any Python of this machine');
}

try {
  const installation = await install(process.argv.includes('--fresh'));
  writeFileSync(join(INSTALLATIONS, CURRENT), `${basename(installation.directory)}\n`);
  say(`Home Assistant ${installation.version} on Python ${installation.python} is installed`);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
