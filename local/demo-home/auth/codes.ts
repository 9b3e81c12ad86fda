import { randomUUID } from 'node:crypto';

const tenMinutes = 10 * 60 * 1000;

/** Authorization codes: bound to a client, good once, for ten minutes, in memory only. */
export interface Codes {
  issue(clientId: string): string;
  redeem(clientId: string, code: string): boolean;
}

export function createCodes(now: () => Date): Codes {
  const issued = new Map<string, number>();
  const key = (clientId: string, code: string): string => `${clientId} ${code}`;
  return {
    issue(clientId) {
      const code = randomUUID().replaceAll('-', '');
      issued.set(key(clientId, code), now().getTime());
      return code;
    },
    redeem(clientId, code) {
      const at = issued.get(key(clientId, code));
      issued.delete(key(clientId, code));
      return at !== undefined && now().getTime() - at < tenMinutes;
    },
  };
}
