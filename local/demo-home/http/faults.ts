import { plain, type Reply } from './reply.ts';

/** Something that goes wrong at the home, for as long as it is set. */
export interface Fault {
  /** Answers with this status instead of doing anything; the body is Home Assistant's unless given. */
  readonly status?: number;
  /** Answers with this text instead of doing anything (status 200 unless given). */
  readonly body?: string;
  /** Of the text; `text/html` when only a body is given, as a login wall in front of a home sends. */
  readonly contentType?: string;
  /** Waits before it goes on, in milliseconds. */
  readonly delayMs?: number;
  /** Announces the whole answer, sends half and drops the connection; the directive has taken effect. */
  readonly truncate?: boolean;
  /** Answers as always, and does nothing of what it said. */
  readonly swallow?: boolean;
  /** How many requests it hits; all until it is taken back, unless given. */
  readonly times?: number;
  /** Only paths that begin so; all of `/api/` and `/auth/` unless given. */
  readonly path?: string;
}

/** The fault that is set now. */
export interface Faults {
  set(fault: Fault | undefined): void;
  /** The fault for a request to this path, counted against `times`. */
  take(pathname: string): Fault | undefined;
}

export function createFaults(): Faults {
  let current: Fault | undefined;
  let left = 0;
  return {
    set(fault) {
      current = fault;
      left = fault?.times ?? Number.POSITIVE_INFINITY;
    },
    take(pathname) {
      if (!current || left <= 0) return undefined;
      const hit = current.path ? pathname.startsWith(current.path) : /^\/(api|auth)\//.test(pathname);
      if (!hit) return undefined;
      left -= 1;
      return current;
    },
  };
}

/** The answer that a fault gives in place of the home's own, if it gives one. */
export function faultReply({ status, body, contentType }: Fault): Reply | undefined {
  if (status === undefined && body === undefined) return undefined;
  if (body === undefined) return plain(status ?? 500);
  return { status: status ?? 200, headers: { 'content-type': contentType ?? 'text/html' }, body };
}
