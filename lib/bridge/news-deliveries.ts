import type { DeviceNews } from '../alexa/device-news.ts';
import type { GrantId } from '../homes/grants.ts';
import type { EndpointsDelivery } from './deliveries.ts';

/** Ids have at most 256 characters, so that even this many stay far below the 256 KB of a message. */
const MAX_IDS = 300;

function chunksOf(ids: readonly string[]): string[][] {
  const sorted = ids.toSorted();
  return Array.from({ length: Math.ceil(sorted.length / MAX_IDS) }, (_none, index) =>
    sorted.slice(index * MAX_IDS, (index + 1) * MAX_IDS),
  );
}

/**
 * The deliveries that tell one account which devices are new, different or gone.
 * @param occasion names the telling: what has the same name and content is told once
 */
export const newsDeliveries = (
  { sub, region, originJti }: GrantId,
  news: DeviceNews,
  occasion: string,
): EndpointsDelivery[] =>
  [...news].flatMap(([home, ids]) =>
    chunksOf(ids).map((endpoints) => ({
      v: 1,
      type: 'endpoints',
      grant: { sub, region, originJti },
      home,
      endpoints,
      occasion,
    })),
  );
