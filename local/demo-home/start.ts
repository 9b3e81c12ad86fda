import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createIssuedLog, type Issued } from '../issued.ts';
import type { JsonObject } from './alexa/message.ts';
import { createSmartHome } from './alexa/smart-home.ts';
import { apiRoutes } from './api.ts';
import { type Codes, createCodes } from './auth/codes.ts';
import { loginFlowRoutes } from './auth/login-flow.ts';
import { tokenRoutes } from './auth/routes.ts';
import { signInRoutes } from './auth/sign-in.ts';
import { createTokenStore, type TokenStore } from './auth/token-store.ts';
import type { User } from './auth/user.ts';
import { changeInWords } from './describe.ts';
import { demoDevices } from './devices.ts';
import { pressDoorbell } from './doorbell.ts';
import type { Change, Device, Entity } from './entity.ts';
import { createHints, type HintTarget } from './hints.ts';
import { createFaults, type Fault } from './http/faults.ts';
import { createLedger, type RequestRecord } from './http/ledger.ts';
import { createRouter } from './http/router.ts';
import { createHomeServer } from './http/server.ts';
import { createProxyCheck } from './http/trusted-proxies.ts';
import { homeRoutes } from './pages/home.ts';
import { createAssistant } from './speech/assistant.ts';
import { type Assistant, BUTLER, isAmong, OWN_ASSISTANT } from './speech/assistants.ts';
import { inTheButlersWords } from './speech/butler.ts';
import { type Agent, conversationRoutes } from './speech/conversation.ts';
import { type IntentScripts, intentRoutes } from './speech/intents.ts';
import { createStates } from './states.ts';
import { openStorage } from './storage.ts';
import { serveWebSocket } from './websocket.ts';

export type { Change, Device, Entity } from './entity.ts';
export type { HintTarget } from './hints.ts';
export type { Fault } from './http/faults.ts';
export type { RequestRecord } from './http/ledger.ts';
export type { Assistant } from './speech/assistants.ts';
export type { Agent } from './speech/conversation.ts';
export type { IntentScripts } from './speech/intents.ts';
export { demoDevices };

/** How a demo home is started. */
export interface DemoHomeOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where tokens and states are kept between runs; without it the home begins anew each time. */
  readonly stateDir?: string;
  readonly username: string;
  readonly password: string;
  /** PEM key and certificate; with them the home speaks https and wss. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /**
   * Addresses or CIDRs of proxies in front of it, as in `use_x_forwarded_for: true` with `trusted_proxies`. Without them
   * whatever came through a proxy is answered 400.
   */
  readonly trustedProxies?: readonly string[];
  /** The home's devices; {@link demoDevices} unless given. */
  readonly devices?: readonly Device[];
  /** The home's name; "Demo home" unless given. */
  readonly locationName?: string;
  /** Hears of every change of state: `Kitchen light: off -> on`. Never of a secret. */
  readonly log?: (line: string) => void;
  readonly now?: () => Date;
  /** How often it sends a heartbeat, in milliseconds; every ten minutes unless given. */
  readonly heartbeatMs?: number;
  /** How long its list of entities must be at rest before it says that it changed; 5 s unless given. */
  readonly settleMs?: number;
}

/** A running demo home. */
export interface DemoHome {
  /** Origin, without a slash at the end. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /**
   * Makes a token of ten years, as on the profile page of Home Assistant.
   *
   * @throws {ClientNameTaken} there is one of that name already
   */
  createLongLivedToken(clientName: string): Promise<string>;
  /** How many refresh tokens (long-lived ones included) exist. */
  tokens(): number;
  /** Snapshots of all entities. */
  entities(): readonly Entity[];
  /** Changes an entity as something in the house would: a window opens, a device drops off the network. */
  setState(entityId: string, change: Pick<Change, 'state' | 'attributes'>): void;
  /**
   * Presses a doorbell, the home's first unless one is named.
   *
   * @throws {NoDoorbell}
   */
  press(entityId?: string): void;
  addDevice(device: Device): void;
  removeDevice(entityId: string): void;
  renameDevice(entityId: string, name: string): void;
  /** Takes an entity away from Alexa, or gives it back. */
  hideDevice(entityId: string, hidden: boolean): void;
  /** Adds an endpoint to discovery word for word, sound or not; there is no entity behind it. */
  addEndpoint(endpoint: JsonObject): void;
  /**
   * From now on the home tells of itself there, as a Home Assistant with Porchlight's package does: of its start, of
   * each change of state, of changes among its entities, and that it is there. Failures are logged, and change nothing
   * in the home.
   */
  sendHints(target: HintTarget): void;
  /** Sends a heartbeat at once; they come by themselves too. */
  beat(): void;
  /** Makes requests fail, until undefined is set. */
  setFault(fault: Fault | undefined): void;
  /** Switches `alexa: smart_home:` on or off; off, the route answers 404. */
  setSmartHome(enabled: boolean): void;
  /** What the home has under `intent_script`; undefined takes `alexa:` out of its configuration. */
  setIntents(scripts: IntentScripts | undefined): void;
  /** Who answers free speech: an assistant for a few sentences, until another is set; undefined takes `conversation:` out of the home's configuration. */
  setAgent(agent: Agent | undefined): void;
  /** Which assistants it has besides its own; a butler, unless others are set. Whoever is asked, the agent answers. */
  setAssistants(others: readonly Assistant[]): void;
  /** Makes the home say that it is still starting, or that it is running again; it answers all the same. */
  setRunning(running: boolean): void;
  /** What was asked of the home so far, oldest first. */
  requests(): readonly RequestRecord[];
  /** Codes and tokens given out so far, the newest thousand; for tests in this process. */
  issued(): readonly Issued[];
  /** Saves, hangs up and stops listening; may be called twice. */
  close(): Promise<void>;
}

const tenYears = 3650;
const saveAfterMs = 100;

/**
 * Starts a demo home that answers HTTP and WebSocket as a real Home Assistant does.
 *
 * @throws the plain Node error (`EADDRINUSE`) when the port is taken; {@link UnreadableState} when the state
 *   folder holds something else
 */
export async function startDemoHome(options: DemoHomeOptions): Promise<DemoHome> {
  const { host, port, username, password, tls, locationName = 'Demo home' } = options;
  const log = options.log ?? ((): void => {});
  const now = options.now ?? ((): Date => new Date());
  const storage = openStorage(options.stateDir);
  const user: User = {
    id: storage.saved?.userId ?? randomUUID().replaceAll('-', ''),
    username,
    password,
  };

  const extraEndpoints: JsonObject[] = [];
  let smartHomeEnabled = true;
  let intents: IntentScripts | undefined = {};
  let agent: Agent | undefined = inTheButlersWords(createAssistant(() => states));
  let assistants: readonly Assistant[] = [OWN_ASSISTANT, BUTLER];
  let running = true;
  let saving: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(saving);
    saving = undefined;
    storage.write({ version: 1, userId: user.id, tokens: tokens.list(), states: states.save() });
  };

  const hints = createHints({
    log,
    entities: () => states.list(),
    now,
    ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
    ...(options.settleMs === undefined ? {} : { settleMs: options.settleMs }),
  });
  const states = createStates({
    devices: options.devices ?? demoDevices(),
    ...(storage.saved ? { saved: storage.saved.states } : {}),
    now,
    onChange(before, after) {
      const line = changeInWords(before, after);
      if (line) log(line);
      saving ??= setTimeout(save, saveAfterMs).unref();
      hints.tell(before, after);
    },
  });
  // Tokens are saved at once: one that a client holds must survive a crash.
  const made = {
    tokens: createTokenStore({ saved: storage.saved?.tokens ?? [], now, onChange: save }),
    codes: createCodes(now),
  };
  const issued = createIssuedLog();
  const tokens: TokenStore = {
    ...made.tokens,
    signIn(clientId) {
      const token = made.tokens.signIn(clientId);
      issued.note("Home Assistant's temporary refresh token", token.token);
      return token;
    },
    accessToken(token) {
      const what = token.kind === 'normal' ? 'temporary access token' : 'long-lived token';
      return issued.note(`Home Assistant's ${what}`, made.tokens.accessToken(token));
    },
  };
  const codes: Codes = {
    ...made.codes,
    issue: (clientId) => issued.note("Home Assistant's sign-in code", made.codes.issue(clientId)),
  };
  const faults = createFaults();
  const ledger = createLedger();
  const refusesProxy = createProxyCheck(options.trustedProxies);

  const server = createHomeServer({
    ...(tls ? { tls } : {}),
    route: createRouter([
      ...homeRoutes({ states, locationName, now }),
      ...signInRoutes({ user, codes, locationName }),
      ...loginFlowRoutes({ user, codes }),
      ...tokenRoutes({ tokens, codes }),
      ...apiRoutes({
        states,
        smartHome: createSmartHome({ states, extraEndpoints: () => extraEndpoints }),
        running: () => running,
        smartHomeEnabled: () => smartHomeEnabled,
        locationName,
      }),
      ...intentRoutes(() => intents),
      ...conversationRoutes(
        () => agent,
        (id) => isAmong(assistants, id),
      ),
    ]),
    verify: tokens.verify,
    refusesProxy,
    faults,
    ledger,
    log,
  });
  const hangUp = serveWebSocket({
    server,
    user,
    tokens,
    assistants: () => (agent === undefined ? undefined : assistants),
    refusesProxy,
    faults,
    ledger,
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address: string | AddressInfo | null = server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;
  const name = host.includes(':') ? `[${host}]` : host;

  let closed: Promise<void> | undefined;
  return {
    url: `${tls ? 'https' : 'http'}://${name}:${listening}`,
    username,
    password,
    createLongLivedToken: async (clientName) => tokens.accessToken(tokens.longLived(clientName, tenYears)),
    tokens: () => tokens.list().length,
    entities: () => states.list(),
    setState: (entityId, { state, attributes }) =>
      states.change(entityId, {
        ...(state === undefined ? {} : { state }),
        ...(attributes ? { attributes } : {}),
      }),
    press: (entityId) => pressDoorbell(states, now(), entityId),
    addDevice(device) {
      states.add(device);
      hints.tellOfEntities();
    },
    removeDevice(entityId) {
      states.remove(entityId);
      hints.tellOfEntities();
    },
    renameDevice(entityId, name) {
      states.revise(entityId, { name });
      hints.tellOfEntities();
    },
    hideDevice(entityId, hidden) {
      states.revise(entityId, { hidden });
      hints.tellOfEntities();
    },
    addEndpoint: (endpoint) => void extraEndpoints.push(endpoint),
    sendHints: (target) => hints.sendTo(target),
    beat: () => hints.beat(),
    setFault: (fault) => faults.set(fault),
    setSmartHome(enabled) {
      smartHomeEnabled = enabled;
    },
    setIntents(scripts) {
      intents = scripts;
    },
    setAgent(next) {
      agent = next;
    },
    setAssistants(others) {
      assistants = [OWN_ASSISTANT, ...others];
    },
    setRunning(next) {
      running = next;
    },
    requests: () => ledger.list(),
    issued: issued.list,
    close() {
      closed ??= new Promise((resolve) => {
        save();
        hints.close();
        hangUp();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
}
