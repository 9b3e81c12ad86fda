import type { DeviceNews } from '../../lib/alexa/device-news.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { GrantSummary } from '../../lib/homes/grants.ts';
import type { ObservePorts } from './compose.ts';

/** Ids have at most 256 characters, so that even this many stay far below the 256 KB of a message. */
const MAX_IDS = 300;

function chunksOf(ids: readonly string[]): string[][] {
  const sorted = ids.toSorted();
  return Array.from({ length: Math.ceil(sorted.length / MAX_IDS) }, (_none, index) =>
    sorted.slice(index * MAX_IDS, (index + 1) * MAX_IDS),
  );
}

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
      chunksOf(ids).map((endpoints) => ({ grant: { sub, region, originJti }, home, endpoints })),
    ),
  );
  await Promise.all(
    messages.map((message) => deliveries.send({ v: 1, type: 'endpoints', ...message, occasion }, deadline)),
  );
}
