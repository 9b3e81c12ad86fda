import type { Deadline } from '../deadline.ts';
import type { Members } from '../homes/members.ts';
import type { Caller, VerifiedEmailOf } from '../identity/user-info.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';

/** By which address the members of a home know each other. */
export interface KnownEmails {
  /** The caller's verified address; undefined also where the login service does not say. */
  ask(caller: Caller, deadline: Deadline): Promise<string | undefined>;
  /** Notes it beside the caller's membership. What fails here costs the others a name in a list. */
  note(caller: Caller, home: string, deadline: Deadline): Promise<void>;
}

/** For what a request can do without. */
const NOTE_MS = 4_000;

export function createKnownEmails(ports: {
  verifiedEmailOf: VerifiedEmailOf;
  members: Members;
  log: Log;
}): KnownEmails {
  const { verifiedEmailOf, members, log } = ports;
  const withoutFail = <T>(work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: unknown) => {
      log.warn('An e-mail address could not be found out or noted.', { error: errorFacts(error) });
      return undefined;
    });

  const ask = (caller: Caller, deadline: Deadline) => withoutFail(verifiedEmailOf(caller, deadline));

  return {
    ask,
    note: async (caller, home, deadline) => {
      const limit = deadline.within(NOTE_MS);
      const email = await ask(caller, limit);
      if (email !== undefined) await withoutFail(members.noteEmail(home, caller.sub, email, limit));
    },
  };
}
