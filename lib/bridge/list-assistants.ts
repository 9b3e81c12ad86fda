import type { Deadline } from '../deadline.ts';
import { type Assistant, readAssistants } from '../home-assistant/assistants.ts';
import type { Transport } from '../home-assistant/transport.ts';
import { unsealAccess } from '../homes/connections.ts';
import { OutOfTime } from '../outcomes/service.ts';
import type { Vault } from '../vault/vault.ts';
import type { HomeGuard } from './home-guard.ts';

/** Somebody watches; a home that needs longer is no good for talking with either. */
const LIST_MS = 10_000;

/**
 * Who could answer free speech in a home, as the home says it now.
 * @throws {NotFound} no such home of this user
 * @throws {Forbidden} a member who is not the owner
 * @throws {ConversationNotEnabled} and any other outcome of a home, those of the vault, and {@link OutOfTime}
 */
export type ListAssistants = (
  request: { sub: string; home: string },
  deadline: Deadline,
) => Promise<Assistant[]>;

export function createListAssistants(ports: {
  guard: HomeGuard;
  transport: Transport;
  vault: Vault;
}): ListAssistants {
  const { guard, transport, vault } = ports;

  return async ({ sub, home }, deadline) => {
    const connection = await guard.forOwner(
      sub,
      home,
      'see the assistants of a home that is not yours',
      deadline,
    );
    const access = await unsealAccess(vault, connection, deadline);
    // What the store used up is not held against the home.
    if (deadline.remaining() === 0) throw new OutOfTime('asking the home');
    return readAssistants(transport, access, deadline.within(LIST_MS));
  };
}
