import { randomUUID } from 'node:crypto';
import type { Deadline } from '../deadline.ts';
import type { HomeOutcomeCode } from '../outcomes/codes.ts';
import {
  HomeAddressBlocked,
  HomeConnectionLost,
  HomeConnectionRefused,
  HomeNameUnresolved,
  HomePlainHttp,
  HomeTimedOut,
  HomeTlsFailed,
  HomeWantsCertificate,
  HomeWithoutTls,
  SmartHomeNotEnabled,
} from '../outcomes/home.ts';
import { Outcome } from '../outcomes/outcome.ts';
import { REMEDIES } from '../outcomes/remedies.ts';
import type { HomeAccess } from './home-access.ts';
import { assertSmartHomeEnabled, countEndpoints } from './smart-home.ts';
import type { Transport } from './transport.ts';
import { openHomeSocket } from './websocket.ts';

/** What a probe looks at, in this order. */
export const PROBE_STEPS = [
  'dns',
  'address_allowed',
  'reachable',
  'tls',
  'home_assistant',
  'smart_home',
  'token',
  'administrator',
  'devices',
] as const;

export type ProbeStepName = (typeof PROBE_STEPS)[number];

export interface ProbeStep {
  step: ProbeStepName;
  status: 'passed' | 'warning' | 'failed' | 'skipped';
  /** One sentence for the person who watches. */
  detail: string;
  /** Of a failure: the outcome's code, and what to do. */
  code?: string;
  remedy?: string;
}

export interface ProbeReport {
  /** The address as it was understood. */
  url: string;
  /** Whether the home can be connected as it is. */
  ok: boolean;
  steps: ProbeStep[];
  homeAssistantVersion?: string;
  isAdministrator?: boolean;
  devices?: number;
}

/** The step at which an outcome of the first request belongs. */
function stepOf(outcome: Outcome): ProbeStepName {
  if (outcome instanceof HomeNameUnresolved) return 'dns';
  if (outcome instanceof HomeAddressBlocked || outcome instanceof HomePlainHttp) return 'address_allowed';
  if (outcome instanceof HomeConnectionRefused || outcome instanceof HomeTimedOut) return 'reachable';
  if (outcome instanceof HomeTlsFailed || outcome instanceof HomeWithoutTls) return 'tls';
  if (outcome instanceof HomeWantsCertificate) return 'tls';
  if (outcome instanceof HomeConnectionLost) return 'reachable';
  if (outcome instanceof SmartHomeNotEnabled) return 'smart_home';
  return 'home_assistant';
}

/** Takes down the steps of one probe. */
function createProtocol() {
  const steps = new Map<ProbeStepName, ProbeStep>();
  const write = (step: ProbeStep) => void steps.set(step.step, step);
  return {
    pass: (step: ProbeStepName, detail: string) => write({ step, status: 'passed', detail }),
    warn: (step: ProbeStepName, detail: string, remedy: string) =>
      write({ step, status: 'warning', detail, remedy }),
    fail: (step: ProbeStepName, error: unknown) => {
      if (!(error instanceof Outcome)) throw error;
      const remedy = REMEDIES[error.code as HomeOutcomeCode];
      write({
        step,
        status: 'failed',
        detail: error.message,
        code: error.code,
        ...(remedy !== undefined && { remedy }),
      });
    },
    skip: (step: ProbeStepName, detail: string) => write({ step, status: 'skipped', detail }),
    failed: () => [...steps.values()].some(({ status }) => status === 'failed'),
    /** Steps that were never reached are skipped, for the reason that an earlier one failed. */
    list: (): ProbeStep[] =>
      PROBE_STEPS.map(
        (step) =>
          steps.get(step) ?? { step, status: 'skipped', detail: 'Not tried: something before it failed.' },
      ),
  };
}

type Protocol = ReturnType<typeof createProtocol>;

const PASSED: Readonly<Record<string, string>> = {
  dns: 'The name has an address.',
  address_allowed: 'The address may be connected to.',
  reachable: 'Something answers there.',
  tls: 'The connection is secure.',
};

/** All steps of the connection that lie before the one that failed have passed. */
function passUpTo(protocol: Protocol, home: HomeAccess, failed: ProbeStepName | undefined): void {
  for (const step of ['dns', 'address_allowed', 'reachable', 'tls'] as const) {
    if (step === failed) return;
    if (step === 'tls' && home.url.protocol !== 'https:') {
      protocol.skip(step, 'Plain http, which the operator allows for this address.');
    } else protocol.pass(step, PASSED[step] ?? '');
  }
}

async function probeConnection(
  protocol: Protocol,
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
) {
  const smartHome = await assertSmartHomeEnabled(transport, home, deadline).catch((error: unknown) => error);
  if (smartHome === undefined) {
    passUpTo(protocol, home, undefined);
    return undefined;
  }
  if (!(smartHome instanceof Outcome)) throw smartHome;
  const step = stepOf(smartHome);
  passUpTo(protocol, home, step);
  if (step !== 'smart_home') protocol.fail(step, smartHome);
  return smartHome;
}

async function probeHomeAssistant(
  protocol: Protocol,
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
): Promise<{ version?: string; isAdministrator?: boolean }> {
  const socket = await openHomeSocket(transport, home, deadline).catch((error: unknown) => {
    protocol.fail('home_assistant', error);
  });
  if (socket === undefined) return {};
  const version = socket.homeAssistantVersion;
  try {
    protocol.pass('home_assistant', `Home Assistant ${version}.`);
    if (home.token === null) {
      for (const step of ['token', 'administrator', 'devices'] as const)
        protocol.skip(step, 'No token was given.');
      return { version };
    }
    const refused = await socket.authenticate().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused !== undefined) {
      protocol.fail('token', refused);
      return { version };
    }
    protocol.pass('token', 'Home Assistant takes the token.');
    const user = (await socket.command('auth/current_user')) as { is_admin?: unknown } | null;
    const isAdministrator = user?.is_admin === true;
    if (isAdministrator) {
      protocol.warn(
        'administrator',
        'The token belongs to an administrator.',
        'It works. A user of its own without administrator rights would be safer.',
      );
    } else protocol.pass('administrator', 'The token belongs to a user without administrator rights.');
    return { version, isAdministrator };
  } catch (error) {
    protocol.fail('administrator', error);
    return { version };
  } finally {
    socket.close();
  }
}

async function probeDevices(protocol: Protocol, transport: Transport, home: HomeAccess, deadline: Deadline) {
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
    return devices;
  } catch (error) {
    protocol.fail('devices', error);
    return undefined;
  }
}

/**
 * Tries an address step by step, as gently as possible: without a token nothing counts as a failed login, and a
 * bad token counts once.
 * @param access the address, with or without a token
 */
export async function probeHome(
  transport: Transport,
  access: Omit<HomeAccess, 'id'>,
  deadline: Deadline,
): Promise<ProbeReport> {
  const home: HomeAccess = { id: `probe ${randomUUID()}`, ...access };
  try {
    return await reportOn(transport, home, deadline);
  } finally {
    transport.release(home);
  }
}

async function reportOn(transport: Transport, home: HomeAccess, deadline: Deadline): Promise<ProbeReport> {
  const protocol = createProtocol();
  const smartHome = await probeConnection(protocol, transport, home, deadline);
  const report: ProbeReport = { url: home.url.origin, ok: false, steps: [] };
  if (smartHome === undefined || smartHome instanceof SmartHomeNotEnabled) {
    const found = await probeHomeAssistant(protocol, transport, home, deadline);
    if (found.version !== undefined) report.homeAssistantVersion = found.version;
    if (found.isAdministrator !== undefined) report.isAdministrator = found.isAdministrator;
    if (found.version !== undefined) {
      if (smartHome === undefined) protocol.pass('smart_home', 'smart_home is enabled.');
      else protocol.fail('smart_home', smartHome);
    }
    if (smartHome === undefined && found.isAdministrator !== undefined) {
      const devices = await probeDevices(protocol, transport, home, deadline);
      if (devices !== undefined) report.devices = devices;
    }
  }
  return { ...report, ok: !protocol.failed(), steps: protocol.list() };
}
