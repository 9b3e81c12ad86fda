import { expect } from 'vitest';
import type { Alexa } from '../../local/alexa/alexa.ts';
import type { GatewayEvent } from '../../local/alexa/amazon-control.ts';
import type { Checker } from '../../local/alexa/checks/checker.ts';
import type { ReceivedEvent } from '../../local/amazon/event-log.ts';
import { createAlexaMemory, type DeviceState } from '../harness/alexa-memory.ts';

interface Message {
  event: {
    header: { name: string };
    endpoint?: { endpointId: string };
    payload: {
      change?: { properties: { name: string; instance?: string; value: unknown }[] };
      endpoints?: { endpointId: string; friendlyName?: string }[];
    };
  };
}

/** So long after what was awaited nothing else may come. */
const QUIET_SECONDS = 1;

/** What it takes to hear of something: a network that answers at once, and a machine that may be busy. */
const PATIENCE_MS = 20_000;

interface Waiting {
  patienceMs?: number;
  /** Whether what comes too much is waited for here already, and not with whatever is awaited next. */
  isQuiet?: boolean;
}

const inOneLine = (name: string, id: string, changed: readonly (readonly [string, unknown])[]) =>
  [name, id, ...changed.map(([property, value]) => `${property}=${JSON.stringify(value)}`).toSorted()].join(
    ' ',
  );

/**
 * The line by which `hears` knows a change.
 * @param changed values by `namespace/instance/name`
 */
export const changeReport = (endpoint: string, changed: DeviceState): string =>
  inOneLine(
    'ChangeReport',
    endpoint,
    Object.entries(changed).map(([key, value]) => [key.replace(/^[^/]*\/+/, ''), value]),
  );

/** An event in one line an endpoint, such as `ChangeReport switch#kitchen powerState="OFF"`. */
function described(message: unknown, home: string): string[] {
  const { header, endpoint, payload } = (message as Message).event;
  const local = (id: string) => (id.startsWith(`${home}:`) ? id.slice(home.length + 1) : `foreign ${id}`);
  if (payload.endpoints !== undefined) {
    return payload.endpoints.map(({ endpointId, friendlyName }) =>
      [header.name, local(endpointId), ...(friendlyName === undefined ? [] : [`"${friendlyName}"`])].join(
        ' ',
      ),
    );
  }
  const changed = (payload.change?.properties ?? []).map(
    ({ name, instance, value }) => [[instance, name].filter(Boolean).join('/'), value] as const,
  );
  return [inOneLine(header.name, local(endpoint?.endpointId ?? ''), changed)];
}

/**
 * Reads what arrives at the gateway's stand-in. Each event is checked when it is read, and remembered as Alexa would.
 * @param home its key, which all endpoint ids begin with
 */
export function createGatewayWatch(alexa: Pick<Alexa, 'events'>, home: string, checker: Checker) {
  const memory = createAlexaMemory();
  let after = 0;

  async function read(waitSeconds: number): Promise<readonly GatewayEvent[]> {
    const { events, next } = await alexa.events(after, { waitSeconds });
    after = next;
    for (const event of events) {
      expect(checker.check(event.message), described(event.message, home).join()).toEqual([]);
      memory.hear(event as ReceivedEvent);
    }
    return events;
  }

  /** Until `isEnough`, and a moment longer: what comes too much is among it. */
  async function readUntil(
    isEnough: (events: readonly GatewayEvent[]) => boolean,
    { patienceMs = PATIENCE_MS, isQuiet = true }: Waiting,
  ): Promise<GatewayEvent[]> {
    const events: GatewayEvent[] = [];
    const givenUpAt = Date.now() + patienceMs;
    while (!isEnough(events) && Date.now() < givenUpAt) events.push(...(await read(1)));
    let more = isQuiet;
    while (more) {
      const late = await read(QUIET_SECONDS);
      events.push(...late);
      more = late.length > 0;
    }
    return events;
  }

  return {
    memory,

    /**
     * Waits until each account has heard this, in whatever order, and then that nobody hears anything else.
     * @param news by account: what it is to hear, in one line each
     * @returns the events
     */
    hears: async (
      news: Readonly<Record<string, readonly string[]>>,
      waiting: Waiting = {},
    ): Promise<readonly GatewayEvent[]> => {
      const wanted = Object.values(news).flat().length;
      const linesOf = (events: readonly GatewayEvent[]) =>
        events.flatMap(({ message }) => described(message, home));
      const events = await readUntil((some) => linesOf(some).length >= wanted, waiting);
      const heard = Object.fromEntries(
        [...new Set([...Object.keys(news), ...events.map(({ amazonUser }) => amazonUser)])].map((user) => [
          user,
          linesOf(events.filter(({ amazonUser }) => amazonUser === user)).toSorted(),
        ]),
      );
      expect(heard).toEqual(
        Object.fromEntries(Object.entries(news).map(([user, lines]) => [user, lines.toSorted()])),
      );
      return events;
    },
  };
}

export type GatewayWatch = ReturnType<typeof createGatewayWatch>;
