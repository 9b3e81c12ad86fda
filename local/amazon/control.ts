import { ControlError } from './control-error.ts';
import type { EventLog } from './event-log.ts';
import type { Faults } from './faults.ts';
import type { GrantCodes } from './grant-codes.ts';
import type { Incoming, Reply } from './http.ts';
import { isRecord, json } from './http.ts';
import type { Ledger } from './ledger.ts';

/** What the control API needs. */
export interface ControlPorts {
  codes: GrantCodes;
  events: EventLog;
  faults: Faults;
  ledger: Ledger;
}

/** The routes of the control API, by method and path. */
export type ControlRoutes = Readonly<Record<string, (request: Incoming) => Promise<Reply>>>;

const DEFAULT_USER = 'amzn1.account.DEMO';
const MAX_WAIT_SECONDS = 60;

/**
 * What no outsider can do at the real Amazon, for the simulator and for tests: ask for an AcceptGrant code, watch the
 * events that arrive, make things fail, and read the counts. Errors are 400 {"error":{"code","message","field"}}.
 */
export function createControl(ports: ControlPorts): ControlRoutes {
  const { codes, events, faults, ledger } = ports;
  return {
    /** {amazonUser?} → {code} */
    'POST /control/grants': answering((request) => {
      const { amazonUser = DEFAULT_USER } = readObject(request);
      if (typeof amazonUser !== 'string' || !/^[\w.:@-]{1,64}$/.test(amazonUser)) {
        throw new ControlError('amazonUser', 'must be 1 to 64 letters, digits or any of . : @ _ -');
      }
      ledger.note('grants');
      return { code: codes.create(amazonUser) };
    }),
    /** ?after=seq&wait=seconds → {events:[{seq, at, amazonUser, message}], next} */
    'GET /control/events': answering(async ({ url, gone }) => {
      const after = wholeNumber(url, 'after');
      const wait = Math.min(wholeNumber(url, 'wait'), MAX_WAIT_SECONDS);
      return events.read(after, wait * 1000, gone);
    }),
    /** {lwa?, gateway?} → the faults now in force, in the same shape */
    'POST /control/faults': answering((request) => {
      faults.set(readObject(request));
      return faults.read();
    }),
    /** → counts */
    'GET /control/ledger': answering(() => ledger.read()),
  };
}

function answering(handler: (request: Incoming) => unknown): (request: Incoming) => Promise<Reply> {
  return async (request) => {
    try {
      return json(200, await handler(request));
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      return json(400, { error: { code: 'invalid_request', message: error.message, field: error.field } });
    }
  };
}

function readObject(request: Incoming): Record<string, unknown> {
  if (request.body === 'too-large') throw new ControlError('body', 'is too large');
  if (request.body.length === 0) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(request.body.toString('utf8'));
  } catch (cause) {
    throw new ControlError('body', 'must be JSON', { cause });
  }
  if (!isRecord(parsed)) throw new ControlError('body', 'must be a JSON object');
  return parsed;
}

function wholeNumber(url: URL, name: string): number {
  const value = url.searchParams.get(name) ?? '0';
  if (!/^\d{1,15}$/.test(value)) throw new ControlError(name, 'must be a whole number');
  return Number(value);
}
