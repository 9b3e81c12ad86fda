import { endpointsSeenBy } from '../../functions/report/seen.ts';
import { parseDelivery } from '../../lib/bridge/deliveries.ts';
import { createAccessRights } from '../../lib/homes/access-rights.ts';
import { createCatalogue } from '../../lib/homes/catalogue.ts';
import type { GrantId } from '../../lib/homes/grants.ts';
import { createOverrides } from '../../lib/homes/overrides.ts';
import { type AwsCall, type AwsFault, type AwsProxy, startAwsProxy } from '../harness/aws-proxy.ts';
import { createReportingSide } from '../harness/reporting.ts';
import type { World } from '../harness/world.ts';

/** Not to be tried again, so that a function is over at once. */
const CRASHED: AwsFault = {
  status: 400,
  body: { __type: 'com.amazonaws#AccessDeniedException', message: 'crashed' },
};

/** A telling of devices as it is queued: to whom, of which home, and which. */
export interface Telling {
  sub: string;
  home: string;
  endpoints: string[];
  occasion: string;
  bytes: number;
}

/**
 * `observe` of a world with a proxy before its tables and its queues. To be made before anything asks the function.
 */
export async function createSyncSide(world: World) {
  const amazon = createReportingSide(world);
  const [tables, queues] = await Promise.all([
    startAwsProxy(world.dynamoDb.url),
    startAwsProxy(world.sqs.url),
  ]);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = tables.url;
  process.env.AWS_ENDPOINT_URL_SQS = queues.url;
  // The SDK sends to the queue's own address, whatever the endpoint is.
  for (const name of ['LOOKS_QUEUE_URL', 'DELIVERIES_QUEUE_URL', 'ERASURES_QUEUE_URL'])
    process.env[name] = new URL(new URL(process.env[name] ?? '').pathname, queues.url).href;
  const rights = createAccessRights(world.registry);
  const catalogue = createCatalogue(world.devices);
  const overrides = createOverrides(world.registry);

  const both = (pick: Parameters<AwsProxy['setFault']>[0]) => {
    tables.setFault(pick);
    queues.setFault(pick);
  };

  /** @returns whether the message was worked off; otherwise it would come again */
  async function observe(message: object): Promise<boolean> {
    const Records = [{ messageId: 'm', body: JSON.stringify({ v: 1, ...message }) }];
    const { batchItemFailures } = (await world.invoke('observe', { Records })) as { batchItemFailures: [] };
    return batchItemFailures.length === 0;
  }

  /** What is queued for accounts, taken out. */
  async function take(): Promise<Telling[]> {
    const messages = await amazon.take('deliveries.fifo');
    return messages.flatMap(({ Body = '' }) => {
      const delivery = parseDelivery(Body);
      if (delivery?.type !== 'endpoints') return [];
      const { grant, home, endpoints, occasion } = delivery;
      return [{ sub: grant.sub, home, endpoints, occasion, bytes: Buffer.byteLength(Body) }];
    });
  }

  return {
    amazon,
    tables,
    queues,
    observe,
    sync: (home: string) => observe({ type: 'sync', home }),
    take,
    /** Names and ids of the devices of a home as a user is to know them. */
    seen: async (grant: GrantId, home: string) => {
      const found = await endpointsSeenBy(grant, home, { rights, catalogue, overrides }, world.deadline());
      return new Map([...found].map(([id, { friendlyName }]) => [id, friendlyName]));
    },
    ids: async (home: string) =>
      (await catalogue.endpoints(home, world.deadline())).map(({ endpointId }) => endpointId),
    /** Messages that `observe` has asked for in a while: what and after how many seconds. */
    later: () =>
      queues
        .calls('SendMessage')
        .filter(({ body }) => String(body.QueueUrl).endsWith('looks'))
        .map(({ body }) => ({ ...JSON.parse(String(body.MessageBody)), after: body.DelaySeconds })),
    /** From the n-th call of a service on, nothing works: the function has crashed. Undefined mends it. */
    crashAfter: (calls: number | undefined) => {
      let left = calls ?? 0;
      both(
        calls === undefined
          ? undefined
          : (_call: AwsCall) => {
              left -= 1;
              return left < 0 ? CRASHED : undefined;
            },
      );
    },
    close: async () => {
      amazon.close();
      await Promise.all([tables.close(), queues.close()]);
    },
  };
}

export type SyncSide = Awaited<ReturnType<typeof createSyncSide>>;

/** All ids that a user is told of, by home. */
export const toldTo = (tellings: readonly Telling[], sub: string): Record<string, string[]> => {
  const told = new Map<string, Set<string>>();
  for (const telling of tellings.filter((one) => one.sub === sub)) {
    const ids = told.get(telling.home) ?? new Set();
    told.set(telling.home, ids);
    for (const id of telling.endpoints) ids.add(id);
  }
  return Object.fromEntries([...told].map(([home, ids]) => [home, [...ids].toSorted()]));
};
