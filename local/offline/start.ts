import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { functionEnvironmentVariable } from './plugin.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const stage = 'local';

/** Where the functions can be reached, before they are. */
export interface OfflineAddresses {
  /** Origin of the HTTP API, no trailing slash. */
  readonly apiUrl: string;
  /** Origin of the Lambda Invoke API (`POST /2015-03-31/functions/<name>/invocations`), no trailing slash. */
  readonly lambdaUrl: string;
}

export interface OfflineOptions {
  readonly host: string;
  /** Port of the HTTP API; 0 picks a free one. */
  readonly httpPort: number;
  /** Port of the Lambda Invoke API; 0 picks a free one. */
  readonly lambdaPort: number;
  /**
   * Values for the names that serverless.yml gives the functions, and the variables that exist off AWS only.
   * A function when values depend on the ports chosen. PORTAL_ORIGIN, ACCEPTGRANT_FUNCTION,
   * AWS_ENDPOINT_URL_LAMBDA and throw-away AWS credentials are filled in unless given.
   */
  readonly env:
    | Readonly<Record<string, string>>
    | ((addresses: OfflineAddresses) => Readonly<Record<string, string>>);
  /** Told each line that functions write to their log, and what serverless-offline has to warn of. */
  readonly log?: (line: string) => void;
  /** Folder with serverless.yml and the bundles in `.build`. Default: the project. */
  readonly serviceDir?: string;
  /** How long it may take, in milliseconds. Default: 30 000. */
  readonly readyWithin?: number;
}

export interface Offline extends OfflineAddresses {
  /** Full name of a function for the Invoke API, e.g. `directive` → `porchlight-local-directive`. */
  functionName(name: string): string;
  /** Ends serverless-offline and waits until it is gone. */
  close(): Promise<void>;
}

/** serverless-offline ended or fell silent before it was ready; `output` is the last it wrote. */
export class OfflineStartError extends Error {
  readonly output: readonly string[];

  constructor(reason: string, output: readonly string[]) {
    super([`serverless-offline ${reason}`, ...output].join('\n'));
    this.name = 'OfflineStartError';
    this.output = output;
  }
}

/**
 * Makes sure a port is free, and picks one for 0. serverless-offline itself would only log and exit.
 *
 * @throws Node's own EADDRINUSE error when it is taken
 */
const freePort = (host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });

const origin = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

/**
 * What the child inherits: nothing of the developer's own AWS set-up, or a function could reach a real account
 * where an endpoint was forgotten.
 */
const childEnvironment = (given: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  ...Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith('AWS_'))),
  [functionEnvironmentVariable]: JSON.stringify(given),
  SLS_LOG_LEVEL: 'warning',
  SLS_NOTIFICATIONS_MODE: 'off',
  SLS_TELEMETRY_DISABLED: '1',
  FORCE_COLOR: '0',
});

/** Hands on non-empty lines. */
const follow = (stream: Readable | null, onLine: (line: string) => void): void => {
  if (stream === null) return;
  createInterface({ input: stream }).on('line', (line) => {
    if (line.trim() !== '') onLine(line);
  });
};

const untilReady = (child: ChildProcess, output: readonly string[], within: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      clearTimeout(timer);
      child.removeAllListeners('message').off('exit', onExit).off('error', reject);
      settle();
    };
    const onExit = (code: number | null) =>
      done(() =>
        reject(new OfflineStartError(`ended with code ${code ?? 'none'} before it was ready`, output)),
      );
    const timer = setTimeout(
      () => done(() => reject(new OfflineStartError(`was not ready within ${within} ms`, output))),
      within,
    );
    child.once('message', () => done(resolve));
    child.once('exit', onExit);
    child.once('error', reject);
  });

/** Asks the child to end, insists after three seconds, and returns when it is gone. */
const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const insist = setTimeout(() => child.kill('SIGKILL'), 3000);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(insist);
};

/**
 * Runs what serverless.yml says on this machine: serverless-offline under osls, in a process of its own, with
 * the HTTP API (authorizer included) and the Lambda Invoke API. The bundles in `.build` must exist
 * (`buildFunctions`). Timeouts are those of serverless.yml.
 *
 * @throws Node's EADDRINUSE error when a port is taken
 * @throws OfflineStartError when it does not come up
 */
export const startOffline = async (options: OfflineOptions): Promise<Offline> => {
  const { host, log, serviceDir = projectRoot } = options;
  const httpPort = await freePort(host, options.httpPort);
  const lambdaPort = await freePort(host, options.lambdaPort);
  const addresses = { apiUrl: origin(host, httpPort), lambdaUrl: origin(host, lambdaPort) };
  const functionName = (name: string) => `porchlight-${stage}-${name}`;
  const env = {
    PORTAL_ORIGIN: addresses.apiUrl,
    ACCEPTGRANT_FUNCTION: functionName('acceptgrant'),
    AWS_ENDPOINT_URL_LAMBDA: addresses.lambdaUrl,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...(typeof options.env === 'function' ? options.env(addresses) : options.env),
  };
  const osls = createRequire(import.meta.url).resolve('osls/bin/serverless.js');
  const child = spawn(
    process.execPath,
    [
      osls,
      ...['offline', 'start', '--stage', stage, '--noPrependStageInUrl', '--noSponsor'],
      ...['--host', host, '--httpPort', String(httpPort), '--lambdaPort', String(lambdaPort)],
    ],
    // A group of its own: Ctrl-C in the terminal reaches the starter only, which then ends the parts in order.
    { cwd: serviceDir, env: childEnvironment(env), stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true },
  );
  // Before it is ready it only draws its table of routes: worth telling when it fails, and not otherwise.
  const output: string[] = [];
  let onLine = (line: string) => {
    output.push(line);
  };
  for (const stream of [child.stdout, child.stderr]) follow(stream, (line) => onLine(line));
  try {
    await untilReady(child, output, options.readyWithin ?? 30_000);
  } catch (error) {
    await end(child);
    throw error;
  }
  onLine = log ?? (() => undefined);
  return { ...addresses, functionName, close: () => end(child) };
};
