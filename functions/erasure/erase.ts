import { type Erasure, parseErasure } from '../../lib/bridge/erasures.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { ErasurePorts } from './compose.ts';
import { eraseLink } from './erase-link.ts';
import { eraseUser } from './erase-user.ts';
import type { Eraser } from './work.ts';

/** The function itself has a minute. */
const BUDGET_MS = 45_000;
/** After that, for saying that there is more to do. */
const RESUME_MS = 5_000;
/** Seconds between turns: Alexa is mostly told at once, and otherwise when the gateway is back. */
const GROWING = [2, 3, 5, 10, 20, 30, 60, 120];
const LONGEST = 300;

type Erasers = { [Type in Erasure['type']]: Eraser<Extract<Erasure, { type: Type }>> };

const ERASERS: Erasers = { user: eraseUser, link: eraseLink };

function secondsUntil(turn: number, until: number | undefined, now: number): number {
  const seconds = GROWING[turn] ?? LONGEST;
  return until === undefined ? seconds : Math.min(LONGEST, Math.max(1, Math.ceil((until - now) / 1_000)));
}

async function work(erasure: Erasure, ports: ErasurePorts): Promise<void> {
  const { erasures, clock } = ports;
  const run = ERASERS[erasure.type] as Eraser<Erasure>;
  const progress = await run(erasure, ports, createDeadline(BUDGET_MS, clock));
  if (progress.isDone) return;
  // A message of its own: waiting is no failure, and must not lead to the dead-letter queue.
  const seconds = secondsUntil(erasure.turn, progress.until, clock());
  await erasures.send({ ...erasure, turn: erasure.turn + 1 }, createDeadline(RESUME_MS, clock), seconds);
}

/**
 * Works off messages of the queue `erasures`.
 * @returns the ids of those that failed, for SQS to deliver again
 */
export async function erase(
  records: readonly { messageId: string; body: string }[],
  ports: ErasurePorts,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const { log } = ports;
  const failed: string[] = [];
  await Promise.all(
    records.map(async ({ messageId, body }) => {
      const erasure = parseErasure(body);
      if (erasure === undefined) {
        // It ends in the dead-letter queue, where somebody sees it.
        log.error('An erasure could not be read.', { messageId });
        failed.push(messageId);
        return;
      }
      try {
        await work(erasure, ports);
      } catch (error) {
        log.error('An erasure failed for now.', { messageId, type: erasure.type, error: errorFacts(error) });
        failed.push(messageId);
      }
    }),
  );
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
