import type { ClientRequestArgs } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import type { PeerCertificate } from 'node:tls';
import tls from 'node:tls';
import { HomeAddressBlocked, HomePlainHttp } from '../outcomes/home.ts';
import type { AddressGuard, Verdict } from './address-guard.ts';
import type { HomeTls } from './home-access.ts';

const POOL = { keepAlive: true, maxSockets: 32, maxFreeSockets: 4, scheduling: 'lifo' } as const;

type ConnectionCallback = (error: Error | null, stream: Duplex) => void;

function assertPermitted(verdict: Verdict, secure: boolean): void {
  if (verdict === 'blocked') throw new HomeAddressBlocked('it is private, local or reserved');
  if (verdict !== 'allowed' && !secure) throw new HomePlainHttp();
}

/**
 * Puts the guard between the name and the connection. A literal never meets a lookup, so it is judged here; a
 * name is judged when it is resolved, and only the addresses that passed are connected to, so a name that
 * changes its address in between gains nothing.
 */
function guarded(options: ClientRequestArgs, guard: AddressGuard, secure: boolean): ClientRequestArgs {
  const port = Number(options.port);
  const host = String(options.host ?? options.hostname);
  if (isIP(host) !== 0) assertPermitted(guard.judge(host, port), secure);
  const lookup: LookupFunction = (name, lookupOptions, callback) => {
    guard.resolve(name, port).then(
      (addresses) => {
        const permitted = addresses.filter(({ verdict }) => secure || verdict === 'allowed');
        const [first] = permitted;
        if (first === undefined) callback(new HomePlainHttp(), '', 4);
        else if (lookupOptions.all === true) callback(null, permitted);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 4),
    );
  };
  return { ...options, lookup };
}

/** Plain http, which only an operator's allow-list permits. */
export class GuardedHttpAgent extends http.Agent {
  readonly #guard: AddressGuard;

  constructor(guard: AddressGuard) {
    super(POOL);
    this.#guard = guard;
  }

  override createConnection(options: ClientRequestArgs, callback?: ConnectionCallback) {
    return super.createConnection(guarded(options, this.#guard, false), callback);
  }
}

/**
 * With a pinned certificate the fingerprint says who the server is, not the name; the chain is verified all the
 * same, with the pinned certificate as its only root.
 */
function identityCheck(fingerprint256: string) {
  return (_host: string, certificate: PeerCertificate): Error | undefined => {
    if (certificate.fingerprint256 === fingerprint256) return undefined;
    return Object.assign(new Error('The certificate is not the pinned one.'), {
      code: 'PORCHLIGHT_PIN_MISMATCH',
    });
  };
}

/** Roots, versions and our own certificate, parsed. @throws Node's error for a PEM that cannot be read */
function secureContextOf({ ca, pinned, clientCertificate }: HomeTls): tls.SecureContext {
  const roots = pinned?.certificate ?? ca;
  return tls.createSecureContext({
    minVersion: 'TLSv1.2',
    ...(roots !== undefined && { ca: pinned === undefined ? [...tls.rootCertificates, roots] : roots }),
    // The pinned certificate is trusted itself, also where it is not its own issuer.
    ...(pinned !== undefined && { allowPartialTrustChain: true }),
    ...(clientCertificate !== undefined && {
      cert: clientCertificate.certificate,
      key: clientCertificate.key.reveal(),
    }),
  });
}

/**
 * https with everything that concerns TLS fixed in the agent: options given per request would each have a pool
 * of their own, and no socket would ever be used twice. The certificates are parsed once an agent and are no
 * options of it: Node spells all options out in the pool's name, and with an authority of the owner's that is
 * 200 KB of roots, several times for each request.
 */
export class GuardedHttpsAgent extends https.Agent {
  readonly #guard: AddressGuard;
  readonly #tls: HomeTls;
  #secureContext: tls.SecureContext | undefined;

  constructor(guard: AddressGuard, settings: HomeTls) {
    const { pinned } = settings;
    super({
      ...POOL,
      ...(pinned !== undefined && { checkServerIdentity: identityCheck(pinned.fingerprint256) }),
    });
    this.#guard = guard;
    this.#tls = settings;
  }

  override createConnection(options: ClientRequestArgs, callback?: ConnectionCallback) {
    this.#secureContext ??= secureContextOf(this.#tls);
    const secured = { ...guarded(options, this.#guard, true), secureContext: this.#secureContext };
    return super.createConnection(secured, callback);
  }
}

export type GuardedAgent = GuardedHttpAgent | GuardedHttpsAgent;

export const createGuardedAgent = (url: URL, guard: AddressGuard, settings: HomeTls): GuardedAgent =>
  url.protocol === 'https:' ? new GuardedHttpsAgent(guard, settings) : new GuardedHttpAgent(guard);
