import type { DeviceNews } from '../../lib/alexa/device-news.ts';
import { newsDeliveries } from '../../lib/bridge/news-deliveries.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { GrantSummary } from '../../lib/homes/grants.ts';
import type { ObservePorts } from './compose.ts';

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
  const messages = grants.flatMap((grant) => newsDeliveries(grant, news, occasion));
  await Promise.all(messages.map((message) => deliveries.send(message, deadline)));
}
