import type { MessagingCredentials } from '../alexa/login-with-amazon.ts';
import type { Deadline } from '../deadline.ts';
import { MessagingCredentialsInvalid } from '../outcomes/grant.ts';
import { parseSealed } from '../vault/envelope.ts';
import type { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import { messagingKey } from './keys.ts';
import { ALWAYS, type Table } from './table.ts';

/** The skill's own credentials at Login with Amazon, which the operator enters once. */
export interface MessagingCredentialsStore {
  /** @throws {MessagingCredentialsInvalid} when none were entered */
  read(deadline: Deadline): Promise<MessagingCredentials>;
  write(credentials: MessagingCredentials, deadline: Deadline): Promise<void>;
}

export function createMessagingCredentials(
  registry: Table,
  vault: Vault,
  skillId: string,
): MessagingCredentialsStore {
  const key = messagingKey(skillId);
  const binding = { ...key, purpose: 'messaging' as const };
  return {
    read: async (deadline) => {
      const item = await registry.get(key, deadline);
      if (item === undefined) throw new MessagingCredentialsInvalid('missing');
      const clientSecret: Secret = await vault.unseal(
        parseSealed(item.sealed, 'messaging'),
        binding,
        deadline,
      );
      return { clientId: String(item.clientId), clientSecret };
    },
    write: async ({ clientId, clientSecret }, deadline) => {
      const sealed = await vault.seal(clientSecret, binding, deadline);
      await registry.put({ v: 1, ...key, clientId, sealed }, ALWAYS, deadline);
    },
  };
}
