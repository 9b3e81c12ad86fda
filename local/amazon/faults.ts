import { setTimeout as pause } from 'node:timers/promises';
import { ControlError } from './control-error.ts';
import { GATEWAY_ERROR_STATUS, gatewayRefusal } from './gateway-error.ts';
import type { Incoming, Reply } from './http.ts';
import { isRecord } from './http.ts';
import { LOGIN_ERROR_STATUS } from './login-error.ts';
import { loginRefusal } from './token-endpoint.ts';

/** The two things that can be made to fail. */
export type Faulty = 'lwa' | 'gateway';

/**
 * A fault. With `status`, `error` or `body` the request is answered so and does nothing. `delayMs` and `truncate` alone
 * let the request do its work, and then the answer comes late or half: the caller cannot know what happened, just as
 * when a real network fails.
 */
export interface Fault {
  /** HTTP status; by default the one that belongs to `error`, or 200 for a bare `body`. */
  status?: number;
  /** `error` of Login with Amazon or `payload.code` of the gateway; by default the one that belongs to `status`. */
  error?: string;
  /** Sent as it is, in place of a JSON error. */
  body?: string;
  /** Milliseconds the answer is held back, at most 60,000. */
  delayMs?: number;
  /** Sends half of the answer and drops the connection. */
  truncate?: boolean;
  /** How many requests suffer; without it all, until the fault is cleared. */
  times?: number;
  /** Only the requests that speak for this Amazon user suffer. */
  amazonUser?: string;
}

/** The faults in force, by what they make fail. */
export type FaultSettings = Partial<Record<Faulty, Fault>>;

/** Holds the faults in force. */
export interface Faults {
  /**
   * Sets what is named and leaves the rest; `{}` in place of a fault clears it, and `{}` alone clears everything.
   * @throws ControlError
   */
  set(settings: unknown): void;
  read(): FaultSettings;
  /** Runs the handler, or fails in its place, as the fault in force says. */
  apply(target: Faulty, request: Incoming, handler: (request: Incoming) => Reply): Promise<Reply>;
}

const REFUSALS: Readonly<
  Record<Faulty, { statuses: Readonly<Record<string, number>>; refuse: typeof loginRefusal }>
> = {
  lwa: { statuses: LOGIN_ERROR_STATUS, refuse: loginRefusal },
  gateway: { statuses: GATEWAY_ERROR_STATUS, refuse: gatewayRefusal },
};

const MEMBERS = new Map<string, { accepts: (value: unknown) => boolean; expected: string }>([
  ['status', { accepts: integerBetween(200, 599), expected: 'must be an HTTP status from 200 to 599' }],
  ['error', { accepts: (value) => typeof value === 'string' && value !== '', expected: 'must be a text' }],
  ['body', { accepts: (value) => typeof value === 'string', expected: 'must be a text' }],
  ['delayMs', { accepts: integerBetween(0, 60_000), expected: 'must be milliseconds from 0 to 60000' }],
  ['truncate', { accepts: (value) => typeof value === 'boolean', expected: 'must be true or false' }],
  ['times', { accepts: integerBetween(1, 1_000_000), expected: 'must be a number of requests, 1 or more' }],
  [
    'amazonUser',
    { accepts: (value) => typeof value === 'string' && value !== '', expected: 'must be a text' },
  ],
]);

/** Whom a request speaks for, by its token; undefined when that is none of ours. */
export type UserOf = (request: Incoming) => string | undefined;

/** No fault at first. */
export function createFaults(userOf: Readonly<Record<Faulty, UserOf>>): Faults {
  const inForce = new Map<Faulty, Fault>();

  function take(target: Faulty, request: Incoming): Fault {
    const fault = inForce.get(target) ?? {};
    if (fault.amazonUser !== undefined && fault.amazonUser !== userOf[target](request)) return {};
    if (fault.times !== undefined) {
      if (fault.times > 1) inForce.set(target, { ...fault, times: fault.times - 1 });
      else inForce.delete(target);
    }
    return fault;
  }

  return {
    set(settings) {
      const wanted = readSettings(settings);
      if (wanted.size === 0) inForce.clear();
      for (const [target, fault] of wanted) {
        if (Object.keys(fault).length === 0) inForce.delete(target);
        else inForce.set(target, fault);
      }
    },
    read: () => Object.fromEntries(inForce),
    async apply(target, request, handler) {
      const fault = take(target, request);
      const reply = refusalOf(target, fault) ?? handler(request);
      if (fault.delayMs !== undefined) await pause(fault.delayMs, undefined, { signal: request.gone });
      return fault.truncate === true ? { ...reply, cutShort: true } : reply;
    },
  };
}

function refusalOf(target: Faulty, fault: Fault): Reply | undefined {
  if (fault.body !== undefined) {
    const type = fault.body.trimStart().startsWith('<')
      ? 'text/html;charset=UTF-8'
      : 'application/json;charset=UTF-8';
    return { status: fault.status ?? 200, headers: { 'content-type': type }, body: fault.body };
  }
  if (fault.status === undefined && fault.error === undefined) return undefined;
  const { statuses, refuse } = REFUSALS[target];
  const status = fault.status ?? statuses[fault.error ?? ''] ?? 500;
  const usual = Object.keys(statuses).find((name) => statuses[name] === status);
  return refuse(
    status,
    fault.error ?? usual ?? 'UNKNOWN',
    'This failure was asked for through the control API.',
  );
}

function readSettings(settings: unknown): Map<Faulty, Fault> {
  if (!isRecord(settings)) throw new ControlError('body', 'must be a JSON object');
  const wanted = new Map<Faulty, Fault>();
  for (const [target, fault] of Object.entries(settings)) {
    if (target !== 'lwa' && target !== 'gateway')
      throw new ControlError(target, 'is neither lwa nor gateway');
    if (!isRecord(fault)) throw new ControlError(target, 'must be an object');
    for (const [member, value] of Object.entries(fault)) {
      const rule = MEMBERS.get(member);
      if (rule === undefined) throw new ControlError(`${target}.${member}`, 'is not known');
      if (!rule.accepts(value)) throw new ControlError(`${target}.${member}`, rule.expected);
    }
    wanted.set(target, fault);
  }
  return wanted;
}

function integerBetween(low: number, high: number): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;
}
