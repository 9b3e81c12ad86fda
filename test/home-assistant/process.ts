import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type Installation, interpreter } from './installation.ts';

/** Home Assistant ended, or did not come up; `logTail` holds its last log lines. */
export class HomeAssistantDiedError extends Error {
  readonly logTail: readonly string[];
  constructor(message: string, logTail: readonly string[]) {
    super(`${message}\n${logTail.join('\n')}`);
    this.name = 'HomeAssistantDiedError';
    this.logTail = logTail;
  }
}

/** Something else took the port between its choice and Home Assistant's start. */
export class PortTakenError extends Error {
  readonly port: number;
  constructor(port: number) {
    super(`port ${port} was taken while Home Assistant started`);
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/** A running Home Assistant process. */
export interface HomeAssistantProcess {
  /** The last log lines, oldest first. */
  logTail(): string[];
  /** Ends the process and everything it started, and waits for that; twice is harmless. */
  stop(): Promise<void>;
}

const LOG_LINES_KEPT = 300;
const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 20_000;

function exited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Signals the process group, which is the child's alone because it was started detached. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || exited(child)) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** What a GET answers once Home Assistant is up. */
interface UpSign {
  readonly path: string;
  readonly status: number;
}

/** The Alexa route is there: 404 while the integration is not set up yet. */
const ALEXA_IS_UP: UpSign = { path: '/api/alexa/smart_home', status: 405 };
/** For a home without Alexa: the API is there, and wants a token. */
export const API_IS_UP: UpSign = { path: '/api/config', status: 401 };

/**
 * Starts Home Assistant on a configuration directory and waits until it is up.
 *
 * @param options.upSign how that is seen; by default its Alexa route is there
 * @throws PortTakenError when another program has the port
 * @throws HomeAssistantDiedError when it ends or is not ready in two minutes
 */
export async function startProcess(options: {
  installation: Installation;
  directory: string;
  port: number;
  log: (line: string) => void;
  upSign?: UpSign;
}): Promise<HomeAssistantProcess> {
  const { installation, directory, port, log, upSign = ALEXA_IS_UP } = options;
  const lines: string[] = [];
  let portTaken = false;
  const child = spawn(
    interpreter(installation.directory),
    [join(import.meta.dirname, 'launch.py'), '--skip-pip', '--log-no-color', '-c', directory],
    {
      cwd: directory,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      // The port of last resort of newer releases, which keep their HTTP settings in storage: nowhere else.
      env: { ...process.env, SETUP_PORT: String(port) },
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.includes('Failed to create HTTP server at port')) portTaken = true;
      lines.push(line);
      if (lines.length > LOG_LINES_KEPT) lines.shift();
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      lines.push(error.message);
      resolve();
    });
  });
  const endNow = (): void => signalGroup(child, 'SIGKILL');
  process.once('exit', endNow);

  const stop = async (): Promise<void> => {
    signalGroup(child, 'SIGTERM');
    const patience = new AbortController();
    const late = delay(STOP_WITHIN_MS, undefined, { signal: patience.signal }).then(endNow, () => undefined);
    await ended;
    patience.abort();
    await late;
    process.removeListener('exit', endNow);
  };

  const started = Date.now();
  let nextLine = started + 5_000;
  while (Date.now() - started < READY_WITHIN_MS) {
    if (portTaken) {
      await stop();
      throw new PortTakenError(port);
    }
    if (exited(child) || child.pid === undefined) {
      await stop();
      throw new HomeAssistantDiedError('Home Assistant ended while it started', lines);
    }
    const answer = await fetch(`http://127.0.0.1:${port}${upSign.path}`, {
      signal: AbortSignal.timeout(5_000),
    }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === upSign.status) return { logTail: () => [...lines], stop };
    if (Date.now() >= nextLine) {
      log(`waiting for Home Assistant, ${Math.round((Date.now() - started) / 1000)} s`);
      nextLine += 5_000;
    }
    await delay(100);
  }
  await stop();
  throw new HomeAssistantDiedError('Home Assistant was not ready in two minutes', lines);
}
