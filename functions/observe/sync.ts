import { createHash } from 'node:crypto';
import type { VettedDiscovery } from '../../lib/alexa/discovery.ts';
import { compareDevices, isSomethingMissing } from '../../lib/bridge/compare-devices.ts';
import { discoverHome } from '../../lib/bridge/discover-home.ts';
import type { SyncMessage } from '../../lib/bridge/looks.ts';
import { queueLook } from '../../lib/bridge/queue-look.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { KnownCatalogue } from '../../lib/homes/catalogue-sync.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import { retryConflicts } from '../../lib/homes/retry-conflicts.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { ObservePorts } from './compose.ts';
import { isOfTheHome } from './settled.ts';
import { newsOfSync, type SyncNews, tellSync, usersOf } from './sync-news.ts';
import type { LookHandler } from './work.ts';

/** Whoever began a sync is done by then, or has crashed: no message is worked at for longer. */
const AT_WORK_MS = 20_000;
/** Until a second look at what is missing, and until another sync is surely over. */
const AGAIN_S = 20;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAILY_MS = 24 * HOUR_MS;
/** Homes are spread over this much to both sides, so that they do not all come at the same time of day. */
const SPREAD_MS = HOUR_MS;
const SOONEST_RETRY_MS = 10 * MINUTE_MS;
const LATEST_RETRY_MS = 6 * HOUR_MS;

function nextDay(home: string, now: number): number {
  const place = createHash('sha256').update(home).digest().readUInt32BE() / 2 ** 32;
  return now + DAILY_MS + (2 * place - 1) * SPREAD_MS;
}

/** The older what is known, the less it hurries. */
const nextTry = (lastGoodAt: number, now: number): number =>
  now + Math.min(Math.max(now - lastGoodAt, SOONEST_RETRY_MS), LATEST_RETRY_MS);

/** A discovery, and when it was asked for. */
type Discovery = VettedDiscovery & { at: number };

async function discover(
  connection: Connection,
  { asker, log, clock }: ObservePorts,
  deadline: Deadline,
): Promise<Discovery | undefined> {
  const at = clock();
  try {
    return { ...(await discoverHome(asker, connection, deadline)), at };
  } catch (error) {
    if (!isOfTheHome(error)) throw error;
    const { home } = connection;
    log.info('A home could not be asked for its devices.', { home, error: errorFacts(error) });
    return undefined;
  }
}

/** Whether the home says of itself that it has started and is not stopping. One that does not say so is not. */
async function isRunning(
  connection: Connection,
  { asker, log }: ObservePorts,
  deadline: Deadline,
): Promise<boolean> {
  try {
    return await asker.isRunning(connection, deadline);
  } catch (error) {
    if (!isOfTheHome(error)) throw error;
    const { home } = connection;
    log.info('A home could not be asked whether it is running.', { home, error: errorFacts(error) });
    return false;
  }
}

/** Changes the devices and tells what is new of them, in an order in which a crash loses nothing. */
async function changeAndTell(
  known: KnownCatalogue,
  { after, changes }: Pick<ReturnType<typeof compareDevices>, 'after' | 'changes'>,
  news: SyncNews,
  at: number,
  ports: ObservePorts,
  deadline: Deadline,
): Promise<KnownCatalogue> {
  const { catalogueSync, clock } = ports;
  const users = await usersOf(known.home, news, ports, deadline);
  const count = Math.max(known.devices.size, after.length);
  const untold = { endpoints: [...news.endpoints], occasion: news.occasion, since: clock() };
  const begun = await catalogueSync.begin(known, untold, { at, devices: count }, deadline);
  await catalogueSync.write(known.home, changes, deadline);
  await tellSync(known.home, news, users, ports, deadline);
  return begun;
}

async function bringUpToDate(
  connection: Connection,
  discovery: Discovery,
  ports: ObservePorts,
  deadline: Deadline,
): Promise<void> {
  const { catalogueSync, overrides, looks, clock } = ports;
  const { home } = connection;
  const again = () => queueLook(looks, { v: 1, type: 'sync', home }, deadline, AGAIN_S);
  let running: boolean | undefined;
  await retryConflicts(deadline, async () => {
    const [known, wanted] = await Promise.all([
      catalogueSync.read(home, deadline),
      overrides.list(home, deadline),
    ]);
    const { untold } = known;
    if (untold !== undefined && clock() - untold.since < AT_WORK_MS) return again();
    if ((known.at ?? 0) >= discovery.at) return;
    const isMissing = isSomethingMissing(known.devices, discovery.endpoints);
    if (isMissing) running ??= await isRunning(connection, ports, deadline);
    const isSettled = !isMissing || running === true;
    const comparison = compareDevices(known.devices, { ...discovery, isRunning: isSettled });
    const { after, changes, isInDoubt } = comparison;
    const news = newsOfSync(known, after, wanted);
    const isNothing = changes.put.length === 0 && changes.removed.length === 0 && untold === undefined;
    const begun = isNothing
      ? known
      : await changeAndTell(known, comparison, news, discovery.at, ports, deadline);
    if (isInDoubt) await again();
    const now = clock();
    const dueAt = isSettled ? nextDay(home, now) : nextTry(known.at ?? connection.connectedAt, now);
    const { at, heldBack } = discovery;
    await catalogueSync.finish(begun, { at, heldBack, devices: after.length, dueAt }, deadline);
  });
}

/**
 * Asks a home for its devices, stores them, and tells each account what is new, different or gone. A home that fails
 * keeps the catalogue that it had; one that was disconnected, be it while it was being asked, leaves none behind.
 */
export const sync: LookHandler<SyncMessage> = async ([{ home }], ports, deadline) => {
  const { connections, catalogue, catalogueSync, clock } = ports;
  const connection = await connections.read(home, deadline);
  if (connection === undefined) {
    await catalogue.erase(home, deadline);
    return;
  }
  if (connection.paused) return;
  const discovery = await discover(connection, ports, deadline);
  if (discovery === undefined) {
    const { connectedAt } = connection;
    await catalogueSync.putOff(home, (at = connectedAt) => nextTry(at, clock()), deadline);
  } else {
    await bringUpToDate(connection, discovery, ports, deadline);
  }
  const isThere = (await connections.read(home, deadline)) !== undefined;
  if (!isThere) await catalogue.erase(home, deadline);
};
