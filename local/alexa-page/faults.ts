import type { DemoHome, Fault as HomeFault } from '../demo-home/start.ts';
import type { FaultView } from './view.ts';

/** Makes things fail, one in each group at a time. */
export interface Faults {
  list(): readonly FaultView[];
  /** @returns whether there is such a fault */
  set(id: string, isOn: boolean): Promise<boolean>;
}

type Place = FaultView['group'];

interface Fault extends Omit<FaultView, 'isOn'> {
  /** Of a home: undefined means that its Alexa route is switched off. */
  readonly home?: HomeFault;
  readonly amazon?: Readonly<Record<string, unknown>>;
}

const FAULTS: readonly Fault[] = [
  {
    id: 'home-down',
    group: 'home',
    title: 'The home is down',
    effect: 'Each device answers nothing, as behind a tunnel whose other end is gone. The link stays.',
    home: { status: 502, body: '<h1>502 Bad Gateway</h1>', contentType: 'text/html' },
  },
  {
    id: 'home-slow',
    group: 'home',
    title: 'The home takes ten seconds',
    effect:
      'Alexa waits eight. Porchlight gives up before, so that there is an answer at all, and then leaves the home in peace for some seconds.',
    home: { delayMs: 10_000, path: '/api/' },
  },
  {
    id: 'home-thinks',
    group: 'home',
    title: 'The home’s assistant takes three seconds',
    effect: 'A sentence to the skill is answered with “One moment.” first, and in full afterwards.',
    home: { delayMs: 3_000, path: '/api/conversation/' },
  },
  {
    id: 'home-token',
    group: 'home',
    title: 'The home refuses its token',
    effect:
      'As when it was revoked at the home. Nobody is unlinked; the owner has to connect the home again in the portal, where it says so.',
    home: { status: 401, body: '401: Unauthorized', contentType: 'text/plain', path: '/api/' },
  },
  {
    id: 'home-smart-home',
    group: 'home',
    title: 'smart_home is not enabled there',
    effect: 'The home answers 404. Alexa says that something went wrong; the portal says what.',
  },
  {
    id: 'home-conversation',
    group: 'home',
    title: 'conversation is not enabled there',
    effect: 'A sentence to the skill meets a 404 at home. Alexa says what to do about it.',
    home: { status: 404, body: '404: Not Found', contentType: 'text/plain', path: '/api/conversation/' },
  },
  {
    id: 'gateway-throttling',
    group: 'gateway',
    title: 'The event gateway throttles',
    effect: 'Tiles stay as they were. Porchlight keeps what it has to tell, and tells it once it may.',
    amazon: { error: 'THROTTLING_EXCEPTION' },
  },
  {
    id: 'gateway-down',
    group: 'gateway',
    title: 'The event gateway is down',
    effect: 'Devices obey, but what happens at home is not seen here until the gateway is back.',
    amazon: { error: 'SERVICE_UNAVAILABLE_EXCEPTION' },
  },
  {
    id: 'login-down',
    group: 'login',
    title: 'Login with Amazon is down',
    effect:
      'Enabling the skill fails, since no permission to send events can be had. Links that there are stay.',
    amazon: { status: 503 },
  },
];

/** What the control API of the stand-in for Amazon calls the two. */
const TARGETS: Readonly<Partial<Record<Place, string>>> = { gateway: 'gateway', login: 'lwa' };

const CONTROL_TIMEOUT_MS = 5_000;

/** A real home is nobody's here to break: without `demoHome` its faults are left out. */
export function createFaults(ports: {
  readonly control: string;
  readonly demoHome?: Pick<DemoHome, 'setFault' | 'setSmartHome'>;
}): Faults {
  const { control, demoHome } = ports;
  const available = FAULTS.filter(({ group }) => group !== 'home' || demoHome !== undefined);
  const inForce = new Map<Place, string>();

  const apply = async (group: Place, fault: Fault | undefined) => {
    const target = TARGETS[group];
    if (target === undefined) {
      demoHome?.setFault(fault?.home);
      demoHome?.setSmartHome(fault === undefined || fault.home !== undefined);
      return;
    }
    const answer = await fetch(`${control}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ [target]: fault?.amazon ?? {} }),
      signal: AbortSignal.timeout(CONTROL_TIMEOUT_MS),
    });
    await answer.body?.cancel();
  };

  return {
    list: () =>
      available.map(({ id, group, title, effect }) => ({
        id,
        group,
        title,
        effect,
        isOn: inForce.get(group) === id,
      })),
    async set(id, isOn) {
      const fault = available.find((each) => each.id === id);
      if (fault === undefined) return false;
      if (!isOn && inForce.get(fault.group) !== id) return true;
      await apply(fault.group, isOn ? fault : undefined);
      if (isOn) inForce.set(fault.group, id);
      else inForce.delete(fault.group);
      return true;
    },
  };
}
