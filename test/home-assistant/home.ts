import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { call, command, type EntityState, UnknownCommandError } from './api.ts';
import { HOUSE, writeConfiguration } from './configuration.ts';
import { homeAssistantInstalled, type Installation } from './installation.ts';
import { type Owner, onboardOwner } from './onboarding.ts';
import {
  API_IS_UP,
  HomeAssistantDiedError,
  type HomeAssistantProcess,
  PortTakenError,
  startProcess,
} from './process.ts';
import { signIn, signInWithBrowser } from './sign-in.ts';

export { HOUSE, SENSOR_SOURCES } from './configuration.ts';
export { homeAssistantInstalled } from './installation.ts';
export { SignInRefusedError, signIn, signInWithBrowser, submitSignInPage } from './sign-in.ts';

/** There is no Home Assistant to start. */
export class NotInstalledError extends Error {
  constructor() {
    super('Home Assistant is not installed for the tests; npm run test:home-assistant installs it');
    this.name = 'NotInstalledError';
  }
}

/** An entity did not get into the awaited state in time; `last` is what it was. */
export class StateNotReachedError extends Error {
  readonly entityId: string;
  readonly last: EntityState;
  constructor(entityId: string, last: EntityState) {
    super(`${entityId} stayed ${last.state} ${JSON.stringify(last.attributes)}`);
    this.name = 'StateNotReachedError';
    this.entityId = entityId;
    this.last = last;
  }
}

/** A real Home Assistant on loopback, with an owner and a house full of entities. */
export interface HomeAssistant extends Owner {
  /** Its origin, without a trailing slash. */
  readonly url: string;
  readonly version: string;
  /** Its configuration directory, removed by `close`. */
  readonly directory: string;
  /** Milliseconds from the start of the process until the owner could use it. */
  readonly startedInMs: number;
  /** One entity. Throws HomeAssistantCallError (404) for an unknown one. */
  state(entityId: string): Promise<EntityState>;
  /** Waits (10 s unless told) for a state, or for whatever the function looks for. Throws StateNotReachedError. */
  waitForState(
    entityId: string,
    wanted: string | ((state: EntityState) => boolean),
    timeoutMs?: number,
  ): Promise<EntityState>;
  /** Calls a service and waits for it, such as `callService('light', 'turn_on', { entity_id: … })`. */
  callService(domain: string, service: string, data?: Record<string, unknown>): Promise<void>;
  /** Home Assistant's own check of its configuration files, which is not loaded by it. */
  check(): Promise<unknown>;
  /** Fires an event on its bus. */
  fire(eventType: string): Promise<void>;
  /** Posts a directive straight to `/api/alexa/smart_home`, without Porchlight. */
  alexa(message: unknown): Promise<unknown>;
  /** A WebSocket command as the owner; its result. */
  command(message: { type: string } & Record<string, unknown>): Promise<unknown>;
  /** Signs the owner in at an authorize URL of this home; the URL it redirects to, with the code. */
  signIn(authorizeUrl: string): Promise<string>;
  /** The same through the real page in Chromium. */
  signInWithBrowser(authorizeUrl: string): Promise<string>;
  /**
   * Stops it and starts it again on the same address and configuration; users and tokens stay. A configuration that
   * somebody has taken Alexa out of meanwhile has to be said.
   */
  restart(options?: { withoutAlexa?: boolean }): Promise<void>;
  /** Stops it until `restart` or `close`: for a test of an unreachable home. */
  stop(): Promise<void>;
  /** The last lines of its log. */
  logTail(): string[];
  /** Ends it and removes everything it wrote. */
  close(): Promise<void>;
}

const PORTS_TRIED = 4;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('no TCP address');
  return address.port;
}

/** Waits until every entity of the house is there: integrations may come up after the start is complete. */
async function untilFurnished(url: string, token: string, logTail: () => string[]): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const states = await call<EntityState[]>(`${url}/api/states`, { token });
    const present = new Set(states.map((state) => state.entity_id));
    const missing = Object.values(HOUSE).filter(({ id }) => !present.has(id));
    if (missing.length === 0) return;
    if (Date.now() > deadline) {
      const ids = missing.map(({ id }) => id).join(', ');
      throw new HomeAssistantDiedError(`Home Assistant runs, but without ${ids}`, logTail());
    }
    await delay(100);
  }
}

/**
 * Starts a headless Home Assistant on a free port of loopback with a directory of its own, creates the owner
 * and mints a token. Three to five seconds.
 *
 * @param options.log gets a line for each step
 * @param options.packages further YAML, by name, for Home Assistant's `packages`
 * @param options.password of the owner; a random one unless told
 * @throws NotInstalledError without an installation; HomeAssistantDiedError when it does not come up
 */
export async function startHomeAssistant(
  options: {
    log?: (line: string) => void;
    packages?: Readonly<Record<string, string>>;
    username?: string;
    password?: string;
    installation?: Installation;
  } = {},
): Promise<HomeAssistant> {
  const installation = options.installation ?? homeAssistantInstalled();
  if (installation === undefined) throw new NotInstalledError();
  const log = options.log ?? (() => undefined);
  const directory = mkdtempSync(join(tmpdir(), 'porchlight-home-assistant-'));
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  const started = Date.now();
  const launch = async (port: number, upSign?: typeof API_IS_UP) =>
    startProcess({ installation, directory, port, log, ...(upSign !== undefined && { upSign }) });

  let port = 0;
  let running: HomeAssistantProcess | undefined;
  for (let attempt = 1; running === undefined; attempt += 1) {
    port = await freePort();
    writeConfiguration(directory, port, options.packages);
    log(`starting Home Assistant ${installation.version} on port ${port}`);
    try {
      running = await launch(port);
    } catch (error) {
      if (error instanceof PortTakenError && attempt < PORTS_TRIED) continue;
      removeDirectory();
      throw error;
    }
  }
  let current = running;
  const url = `http://127.0.0.1:${port}`;
  try {
    const owner = await onboardOwner(url, {
      username: options.username ?? 'owner',
      password: options.password ?? randomUUID(),
    });
    const token = owner.accessToken;
    const untilRunning = async () => {
      while ((await call<{ state: string }>(`${url}/api/config`, { token })).state !== 'RUNNING')
        await delay(100);
    };
    // Newer releases take the HTTP settings of the YAML on trial, and go back to their own after five minutes
    // unless an administrator confirms them.
    await command(url, token, { type: 'http/config/promote' }).catch((error: unknown) => {
      if (!(error instanceof UnknownCommandError)) throw error;
    });
    await untilRunning();
    await untilFurnished(url, token, () => current.logTail());
    const { version } = await call<{ version: string }>(`${url}/api/config`, { token });
    const startedInMs = Date.now() - started;
    log(`Home Assistant ${version} is ready at ${url} after ${(startedInMs / 1000).toFixed(1)} s`);
    const state = (entityId: string) => call<EntityState>(`${url}/api/states/${entityId}`, { token });
    return {
      ...owner,
      url,
      version,
      directory,
      startedInMs,
      state,
      waitForState: async (entityId, wanted, timeoutMs = 10_000) => {
        const reached = typeof wanted === 'string' ? (s: EntityState) => s.state === wanted : wanted;
        const deadline = Date.now() + timeoutMs;
        for (;;) {
          const now = await state(entityId);
          if (reached(now)) return now;
          if (Date.now() > deadline) throw new StateNotReachedError(entityId, now);
          await delay(50);
        }
      },
      callService: async (domain, service, data = {}) => {
        await call(`${url}/api/services/${domain}/${service}`, { token, json: data });
      },
      check: () => call<unknown>(`${url}/api/config/core/check_config`, { token, json: {} }),
      fire: async (eventType) => {
        await call(`${url}/api/events/${eventType}`, { token, json: {} });
      },
      alexa: (message) => call<unknown>(`${url}/api/alexa/smart_home`, { token, json: message }),
      command: (message) => command(url, token, message),
      signIn: (authorizeUrl) => signIn(authorizeUrl, owner),
      signInWithBrowser: (authorizeUrl) => signInWithBrowser(authorizeUrl, owner),
      restart: async ({ withoutAlexa = false } = {}) => {
        await current.stop();
        current = await launch(port, withoutAlexa ? API_IS_UP : undefined);
        await untilRunning();
      },
      stop: () => current.stop(),
      logTail: () => current.logTail(),
      close: async () => {
        await current.stop();
        removeDirectory();
      },
    };
  } catch (error) {
    await current.stop();
    removeDirectory();
    throw error;
  }
}
