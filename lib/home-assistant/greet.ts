import { once } from 'node:events';
import net, { isIP } from 'node:net';
import tls from 'node:tls';
import type { Deadline } from '../deadline.ts';
import { HomeTimedOut, HomeTlsFailed } from '../outcomes/home.ts';
import type { Outcome } from '../outcomes/outcome.ts';
import type { AddressGuard } from './address-guard.ts';
import { toHomeOutcome } from './connection-outcomes.ts';
import { guarded } from './guarded-agent.ts';
import { type HomeAccess, hostOf, portOf } from './home-access.ts';
import { pinMismatch, secureContextOf } from './home-trust.ts';
import { type ShownCertificate, shownCertificate } from './shown-certificate.ts';

/** How a home answers before anything is said to it. */
export interface Greeting {
  /** What stands in the way of a connection that is fit for requests. */
  failure?: Outcome;
  /** Of a home that speaks TLS, trusted or not. */
  certificate?: ShownCertificate;
}

/**
 * Node judges the certificate, but leaves the connection open for a look at it: nothing is ever sent over it. It is
 * none of the agent's, since the agent keeps the sessions of its connections, and a session that is resumed is not
 * asked for its name again.
 */
function connect({ url, tls: settings }: HomeAccess, guard: AddressGuard): net.Socket {
  const host = hostOf(url);
  const destination = { host, port: portOf(url) };
  if (url.protocol !== 'https:') return net.connect(guarded(destination, guard, false));
  return tls.connect({
    ...guarded(destination, guard, true),
    secureContext: secureContextOf(settings),
    servername: isIP(host) === 0 ? host : '',
    rejectUnauthorized: false,
  });
}

function judge(socket: tls.TLSSocket, { pinned }: HomeAccess['tls']): Greeting {
  // Only once: Node takes the certificate out of the connection's chain.
  const certificate = socket.getPeerX509Certificate();
  const shown = certificate === undefined ? {} : { certificate: shownCertificate(certificate) };
  if (pinned !== undefined) {
    const isPinned = certificate?.fingerprint256 === pinned.fingerprint256;
    return isPinned ? shown : { ...shown, failure: toHomeOutcome(pinMismatch()) };
  }
  if (socket.authorized) return shown;
  // The types promise an Error; Node has its code here.
  return { ...shown, failure: new HomeTlsFailed(String(socket.authorizationError)) };
}

/**
 * Connects to a home, by TLS where its address says so, looks at its certificate and hangs up. No byte of a request is
 * sent, and the guard stands in front of it as in front of everything that goes to homes.
 */
export async function greetHome(
  home: HomeAccess,
  guard: AddressGuard,
  deadline: Deadline,
): Promise<Greeting> {
  let socket: net.Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const opened = connect(home, guard);
    socket = opened;
    timer = setTimeout(() => opened.destroy(new HomeTimedOut('connect')), deadline.remaining());
    if (!(opened instanceof tls.TLSSocket)) {
      await once(opened, 'connect');
      return {};
    }
    await once(opened, 'secureConnect');
    return judge(opened, home.tls);
  } catch (error) {
    return { failure: toHomeOutcome(error) };
  } finally {
    clearTimeout(timer);
    // What breaks while it is being closed is of no interest.
    socket?.on('error', () => undefined);
    socket?.destroy();
  }
}
