import { randomUUID } from 'node:crypto';
import type { Deadline } from '../deadline.ts';
import { HomeNameUnresolved, SmartHomeNotEnabled } from '../outcomes/home.ts';
import { OutOfTime } from '../outcomes/service.ts';
import { greetHome } from './greet.ts';
import { permittedAddresses } from './guarded-agent.ts';
import { type HomeAccess, hostOf, portOf } from './home-access.ts';
import { createProbeProtocol, type ProbeProtocol, type ProbeReport } from './probe-report.ts';
import { PROBE_STEPS, type ProbeStepName } from './probe-steps.ts';
import { assertSmartHomeEnabled, countEndpoints } from './smart-home.ts';
import type { Transport } from './transport.ts';
import { openHomeSocket } from './websocket.ts';

/** Parts of a probe that can be asked for alone, in this order, so that whoever watches sees each as it is known. */
export const PROBE_STAGES = ['name', 'connection', 'home_assistant', 'token'] as const;
export type ProbeStage = (typeof PROBE_STAGES)[number];

interface Probe {
  transport: Transport;
  home: HomeAccess;
  protocol: ProbeProtocol;
  deadline: Deadline;
}

type Found = Pick<ProbeReport, 'homeAssistantVersion' | 'isAdministrator' | 'devices'>;

interface Stage {
  steps: readonly ProbeStepName[];
  run: (probe: Probe) => Promise<Found>;
}

/** Resolves the name, and connects to nothing. */
async function probeName({ transport, home, protocol, deadline }: Probe): Promise<Found> {
  const host = hostOf(home.url);
  const secure = home.url.protocol === 'https:';
  const looked = permittedAddresses(transport.guard, host, portOf(home.url), secure);
  try {
    await deadline.race(looked, 'resolving the name');
    protocol.pass('dns', 'The name has an address.');
    protocol.pass('address_allowed', 'The address may be connected to.');
  } catch (error) {
    const isLate = error instanceof OutOfTime;
    const failed = protocol.fail(isLate ? new HomeNameUnresolved(host, { cause: error }) : error);
    if (failed !== 'dns') protocol.pass('dns', 'The name has an address.');
  }
  return {};
}

/** Connects and, for https, shakes hands; no byte of a request is sent. */
async function probeConnection({ transport, home, protocol, deadline }: Probe): Promise<Found> {
  const { failure, certificate } = await greetHome(home, transport.guard, deadline);
  if (failure !== undefined) {
    const failed = protocol.fail(failure, undefined, certificate);
    if (failed === 'tls') protocol.pass('reachable', 'Something answers there.');
    return {};
  }
  protocol.pass('reachable', 'Something answers there.');
  if (home.url.protocol === 'https:') protocol.pass('tls', 'The connection is secure.', certificate);
  else protocol.skip('tls', 'Plain http, which the operator allows for this address.');
  return {};
}

/** Whether the route of smart_home exists, and what the WebSocket greets with: both without a token. */
async function probeHomeAssistant({ transport, home, protocol, deadline }: Probe): Promise<Found> {
  const smartHome = await assertSmartHomeEnabled(transport, home, deadline).catch((error: unknown) => error);
  if (smartHome !== undefined && !(smartHome instanceof SmartHomeNotEnabled)) {
    protocol.fail(smartHome);
    return {};
  }
  try {
    const socket = await openHomeSocket(transport, home, deadline);
    socket.close();
    protocol.pass('home_assistant', `Home Assistant ${socket.homeAssistantVersion}.`);
    if (smartHome === undefined) protocol.pass('smart_home', 'smart_home is enabled.');
    else protocol.fail(smartHome);
    return { homeAssistantVersion: socket.homeAssistantVersion };
  } catch (error) {
    protocol.fail(error, 'home_assistant');
    return {};
  }
}

async function probeUser({ transport, home, protocol, deadline }: Probe): Promise<boolean | undefined> {
  const socket = await openHomeSocket(transport, home, deadline).catch((error: unknown) => {
    protocol.fail(error, 'home_assistant');
  });
  if (socket === undefined) return undefined;
  let at: ProbeStepName = 'token';
  try {
    await socket.authenticate();
    protocol.pass(at, 'Home Assistant takes the token.');
    at = 'administrator';
    const user = (await socket.command('auth/current_user')) as { is_admin?: unknown } | null;
    const isAdministrator = user?.is_admin === true;
    if (isAdministrator) {
      protocol.warn(
        at,
        'The token belongs to an administrator.',
        'It works. A user of its own without administrator rights would be safer.',
      );
    } else protocol.pass(at, 'The token belongs to a user without administrator rights.');
    return isAdministrator;
  } catch (error) {
    protocol.fail(error, at);
    return undefined;
  } finally {
    socket.close();
  }
}

async function probeDevices({ transport, home, protocol, deadline }: Probe): Promise<Found> {
  try {
    const devices = await countEndpoints(transport, home, deadline);
    if (devices > 0) protocol.pass('devices', `${devices} devices for Alexa.`);
    else {
      protocol.warn(
        'devices',
        'Home Assistant offers no device to Alexa.',
        'Look at the filter below "alexa: smart_home:" in configuration.yaml.',
      );
    }
    return { devices };
  } catch (error) {
    protocol.fail(error, error instanceof SmartHomeNotEnabled ? 'smart_home' : 'devices');
    return {};
  }
}

/** The one part that shows the token to the home: once, and not again if it is refused. */
async function probeToken(probe: Probe): Promise<Found> {
  const { home, protocol } = probe;
  if (home.token === null) {
    for (const step of STAGES.token.steps) protocol.skip(step, 'No token was given.');
    return {};
  }
  const isAdministrator = await probeUser(probe);
  if (isAdministrator === undefined) return {};
  return { isAdministrator, ...(protocol.failed() ? {} : await probeDevices(probe)) };
}

const STAGES: Readonly<Record<ProbeStage, Stage>> = {
  name: { steps: ['dns', 'address_allowed'], run: probeName },
  connection: { steps: ['reachable', 'tls'], run: probeConnection },
  home_assistant: { steps: ['home_assistant', 'smart_home'], run: probeHomeAssistant },
  token: { steps: ['token', 'administrator', 'devices'], run: probeToken },
};

/**
 * Tries an address step by step, as gently as possible: without a token nothing counts as a failed login, and a
 * bad token counts once.
 * @param access the address, with or without a token
 * @param stage does that part only, whatever the others would find; its report has the steps of that part, and a step
 *   of an earlier one only if that has failed in the meantime
 */
export async function probeHome(
  transport: Transport,
  access: Omit<HomeAccess, 'id'>,
  deadline: Deadline,
  stage?: ProbeStage,
): Promise<ProbeReport> {
  const home: HomeAccess = { id: `probe ${randomUUID()}`, ...access };
  const protocol = createProbeProtocol();
  const found: Found = {};
  try {
    for (const name of stage === undefined ? PROBE_STAGES : [stage]) {
      // A missing smart_home says nothing about the token.
      if (protocol.failed('smart_home')) break;
      Object.assign(found, await STAGES[name].run({ transport, home, protocol, deadline }));
    }
  } finally {
    transport.release(home);
  }
  const asked = stage === undefined ? PROBE_STEPS : STAGES[stage].steps;
  return { url: home.url.origin, ok: !protocol.failed(), steps: protocol.list(asked), ...found };
}
