import type { ClientRequestArgs } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { type SecureContext, TLSSocket } from 'node:tls';
import { HomeAddressBlocked, HomePlainHttp } from '../outcomes/home.ts';
import type { AddressGuard, Verdict } from './address-guard.ts';
import type { HomeTls } from './home-access.ts';
import { holdToPin, secureContextOf } from './home-trust.ts';

const POOL = { keepAlive: true, maxSockets: 32, maxFreeSockets: 4, scheduling: 'lifo' } as const;

type ConnectionCallback = (error: Error | null, stream: Duplex) => void;

function assertPermitted(verdict: Verdict, secure: boolean): void {
  if (verdict === 'blocked') throw new HomeAddressBlocked('it is private, local or reserved');
  if (verdict !== 'allowed' && !secure) throw new HomePlainHttp();
}

/**
 * What a name resolves to (or a literal is), as far as it may be connected to.
 * @param secure whether TLS will be spoken there; without it only the operator's allow-list opens an address
 * @throws {HomeNameUnresolved}
 * @throws {HomeAddressBlocked} when nothing is left
 * @throws {HomePlainHttp} when nothing is left that may be spoken to without TLS
 */
export async function permittedAddresses(guard: AddressGuard, host: string, port: number, secure: boolean) {
  const addresses = await guard.resolve(host, port);
  const permitted = addresses.filter(({ verdict }) => secure || verdict === 'allowed');
  const [first] = permitted;
  if (first === undefined) throw new HomePlainHttp();
  return { first, permitted };
}

/** Where a connection goes. */
interface Destination {
  host?: string | null | undefined;
  hostname?: string | null | undefined;
  port?: number | string | null | undefined;
}

/**
 * Puts the guard between the name and the connection. A literal never meets a lookup, so it is judged here; a
 * name is judged when it is resolved, and only the addresses that passed are connected to, so a name that
 * changes its address in between gains nothing.
 * @throws {HomeAddressBlocked} or HomePlainHttp, for a literal
 */
export function guarded<Options extends Destination>(options: Options, guard: AddressGuard, secure: boolean) {
  const port = Number(options.port);
  const host = String(options.host ?? options.hostname);
  if (isIP(host) !== 0) assertPermitted(guard.judge(host, port), secure);
  const lookup: LookupFunction = (name, lookupOptions, callback) => {
    permittedAddresses(guard, name, port, secure).then(
      ({ first, permitted }) => {
        if (lookupOptions.all === true) callback(null, permitted);
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
 * https with everything that concerns TLS fixed in the agent: options given per request would each have a pool
 * of their own, and no socket would ever be used twice. The certificates are parsed once an agent and are no
 * options of it: Node spells all options out in the pool's name, and with an authority of the owner's that is
 * 200 KB of roots, several times for each request.
 */
export class GuardedHttpsAgent extends https.Agent {
  readonly #guard: AddressGuard;
  readonly #tls: HomeTls;
  #secureContext: SecureContext | undefined;

  constructor(guard: AddressGuard, settings: HomeTls) {
    // A pin is held against each handshake's certificate, and a resumed session has none.
    super({ ...POOL, ...(settings.pinned !== undefined && { maxCachedSessions: 0 }) });
    this.#guard = guard;
    this.#tls = settings;
  }

  override createConnection(options: ClientRequestArgs, callback?: ConnectionCallback) {
    this.#secureContext ??= secureContextOf(this.#tls);
    const { pinned } = this.#tls;
    const secured = {
      ...guarded(options, this.#guard, true),
      secureContext: this.#secureContext,
      ...(pinned !== undefined && { rejectUnauthorized: false }),
    };
    const socket = super.createConnection(secured, callback);
    if (pinned === undefined) return socket;
    if (!(socket instanceof TLSSocket)) throw new Error('A pinned connection must be TLS from the start.');
    holdToPin(socket, pinned);
    return socket;
  }
}

export type GuardedAgent = GuardedHttpAgent | GuardedHttpsAgent;

export const createGuardedAgent = (url: URL, guard: AddressGuard, settings: HomeTls): GuardedAgent =>
  url.protocol === 'https:' ? new GuardedHttpsAgent(guard, settings) : new GuardedHttpAgent(guard);
