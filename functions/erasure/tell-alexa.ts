import type { Deadline } from '../../lib/deadline.ts';
import type { DeletionStep } from '../../lib/homes/deletions.ts';
import type { GrantSummary } from '../../lib/homes/grants.ts';
import type { ErasurePorts } from './compose.ts';

const stepOf = (
  { region, originJti }: GrantSummary,
  status: DeletionStep['status'],
  because?: string,
): DeletionStep => ({
  id: `alexa ${region} ${originJti}`,
  what: 'alexa',
  status,
  region,
  ...(because !== undefined && { because }),
});

/** Queues for each Alexa account that all devices are gone: before the homes go, while it is known which there are. */
export async function tellAlexa(
  sub: string,
  homes: readonly string[],
  occasion: string,
  { grants, leaving }: ErasurePorts,
  deadline: Deadline,
): Promise<void> {
  for (const grant of await grants.list(sub, deadline)) {
    await leaving.begin(grant, homes, occasion, deadline);
  }
}

/**
 * Forgets the grants of those accounts that were told, or that cannot be.
 * @returns whether those were all
 */
export async function dropGrants(sub: string, ports: ErasurePorts, deadline: Deadline): Promise<boolean> {
  const { grants, leaving, deletions } = ports;
  let isDone = true;
  for (const grant of await grants.list(sub, deadline)) {
    const progress = leaving.progressOf(grant);
    if (progress.state === 'pending') {
      isDone = false;
      continue;
    }
    const step =
      progress.state === 'told' ? stepOf(grant, 'done') : stepOf(grant, 'failed', progress.because);
    await deletions.note(sub, step, deadline);
    await grants.delete(grant, deadline);
  }
  return isDone;
}
