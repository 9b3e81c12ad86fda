import type { DeviceNews } from '../../lib/alexa/device-news.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { GrantSummary } from '../../lib/homes/grants.ts';
import { inChunks } from '../../lib/in-chunks.ts';
import type { ObservePorts } from './compose.ts';

/** Ids have at most 256 characters, so that even this many stay far below the 256 KB of a message. */
const MAX_IDS = 300;

/**
 * Queues for each of these accounts which devices are new, different or gone.
 * @param occasion names the telling: what has the same name and content is told once
 * @throws {QueueUnavailable | OutOfTime}
 */
export async function tellDevices(
  grants: readonly GrantSummary[],
  news: DeviceNews,
  occasion: string,
  { deliveries }: Pick<ObservePorts, 'deliveries'>,
  deadline: Deadline,
): Promise<void> {
  const messages = grants.flatMap(({ sub, region, originJti }) =>
    [...news].flatMap(([home, ids]) =>
      inChunks(ids.toSorted(), MAX_IDS).map((endpoints) => ({
        grant: { sub, region, originJti },
        home,
        endpoints,
      })),
    ),
  );
  await Promise.all(
    messages.map((message) => deliveries.send({ v: 1, type: 'endpoints', ...message, occasion }, deadline)),
  );
}
