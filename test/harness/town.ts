import { expect } from 'vitest';
import type { GrantId } from '../../lib/homes/grants.ts';
import type { ReceivedEvent } from '../../local/amazon/event-log.ts';
import { contextProperties } from '../../local/demo-home/alexa/properties.ts';
import { type DemoHome, type Device, demoDevices } from '../../local/demo-home/start.ts';
import { createAlexaMemory, type DeviceState, stateOf } from './alexa-memory.ts';
import { createAlexaSide, discovery } from './alexa-side.ts';
import { type Home, startHome } from './homes.ts';
import { hintsEvent } from './http-event.ts';
import type { Random } from './random.ts';
import { createReportingSide } from './reporting.ts';
import type { World } from './world.ts';

/**
 * The homes of a town before anybody has connected them; their addresses are needed before a world is started.
 * @param entityIds what each home has, of the devices of a demo home
 */
export const buildHomes = (count: number, entityIds: readonly string[]): Promise<Home[]> => {
  const devices = demoDevices().filter(({ entityId }) => entityIds.includes(entityId));
  return Promise.all(Array.from({ length: count }, () => startHome({ devices })));
};

/** A house whose home is connected, with the accounts that hear of it. */
export interface House {
  home: Home;
  key: string;
  accounts: { sub: string; amazonUser: string; grant: GrantId }[];
  /** The states that each device has had, oldest first. */
  past: Map<string, DeviceState[]>;
}

const localId = (entityId: string) => entityId.replace('.', '#');

/** The device's state as the home itself would tell it. */
function stateAtHome(home: Pick<DemoHome, 'entities'>, entityId: string): DeviceState {
  const entity = home.entities().find((one) => one.entityId === entityId);
  if (entity === undefined) throw new Error(`there is no ${entityId}`);
  return stateOf(contextProperties(entity, []) as unknown as Parameters<typeof stateOf>[0]);
}

/**
 * Houses that are connected and linked, and everything that Alexa has heard of them.
 * @param accounts in each house: the owner, and members with Amazon accounts of their own
 * @param addresses of the homes, where they are not their own
 */
export async function createTown(
  world: World,
  homes: readonly Home[],
  accounts: number,
  addresses: readonly string[] = homes.map(({ url }) => url),
) {
  const amazon = createReportingSide(world);
  const alexa = createAlexaSide(world);
  const memory = createAlexaMemory();
  let heard = 0;

  async function settleIn(home: Home, index: number): Promise<House> {
    const subs = Array.from({ length: accounts }, (_, person) => `resident-${index}-${person}`);
    const [owner = ''] = subs;
    const key = await world.connect(owner, addresses[index] ?? home.url, home.token);
    for (const sub of subs.slice(1)) {
      await world.members.add({ home: key, sub, role: 'member' }, world.deadline());
      await world.accounts.addHome(sub, key, world.deadline());
    }
    const body = JSON.stringify({ v: 1, type: 'sync', home: key });
    const synced = await world.invoke('observe', { Records: [{ messageId: 'm', body }] });
    expect(synced).toEqual({ batchItemFailures: [] });
    const past = new Map(home.entities().map(({ entityId }) => [entityId, [stateAtHome(home, entityId)]]));
    const house: House = { home, key, accounts: [], past };
    for (const [person, sub] of subs.entries()) {
      const amazonUser = `amazon-${index}-${person}`;
      const { event } = await alexa.send(discovery(world.alexaToken(sub)));
      memory.discover(amazonUser, event.payload.endpoints as { endpointId: string }[]);
      house.accounts.push({ sub, amazonUser, grant: await amazon.link(sub, amazonUser) });
    }
    return house;
  }
  const houses: House[] = [];
  const arriving = [...homes.entries()];
  const settle = async () => {
    for (let next = arriving.shift(); next !== undefined; next = arriving.shift()) {
      const [index, home] = next;
      houses[index] = await settleIn(home, index);
    }
  };
  // A few at a time: what is in this process, and that is everything, answers too late otherwise.
  await Promise.all(Array.from({ length: 4 }, settle));

  /** Hints as the home sends them. @returns whether they were taken */
  async function hint({ key }: House, body: object): Promise<void> {
    const answer = await world.invoke('hints', hintsEvent({ kind: 'home', home: key }, body));
    expect(answer).toMatchObject({ statusCode: 202 });
  }

  return {
    houses,
    amazon,
    memory,
    hint,
    hintAbout: (house: House, ...entityIds: string[]) =>
      hint(
        house,
        entityIds.map((entityId) => ({ entity_id: entityId, last_changed: new Date().toISOString() })),
      ),
    /** Something happens to a device: whatever it is, afterwards its state is another one. */
    change: ({ home, past }: House, entityId: string, random: Random): void => {
      const entity = home.entities().find((one) => one.entityId === entityId);
      const isOn = entity?.state === 'on';
      if (entityId.startsWith('light.') && isOn && random.chance(0.5)) {
        const brightness = Number(entity?.attributes.brightness ?? 0);
        home.setState(entityId, {
          attributes: { brightness: (brightness + 26 * (1 + Math.floor(random.next() * 7))) % 255 },
        });
      } else home.setState(entityId, { state: isOn ? 'off' : 'on' });
      past.get(entityId)?.push(stateAtHome(home, entityId));
    },
    addDevice: ({ home, past }: House, device: Device): void => {
      home.addDevice(device);
      past.set(device.entityId, [stateAtHome(home, device.entityId)]);
    },
    removeDevice: ({ home, past }: House, entityId: string): void => {
      home.removeDevice(entityId);
      past.delete(entityId);
    },
    /** Takes in what has arrived at the gateway since it was asked last. */
    listen: async (): Promise<ReceivedEvent[]> => {
      const fresh = await amazon.events(heard);
      for (const event of fresh) memory.hear(event);
      heard = fresh.at(-1)?.seq ?? heard;
      return fresh;
    },
    /** Devices that have changed, and of which an account was last told something that is not so, or nothing at all. */
    misled: (who: (account: House['accounts'][number]) => boolean = () => true): string[] =>
      houses.flatMap(({ home, key, accounts: people, past }) =>
        people.filter(who).flatMap(({ amazonUser }) =>
          [...past].flatMap(([entityId, states]) => {
            if (states.length === 1) return [];
            const endpointId = `${key}:${localId(entityId)}`;
            const truth = memory.promisedIn(amazonUser, endpointId, stateAtHome(home, entityId));
            const told = memory.states(amazonUser, endpointId).at(-1);
            return JSON.stringify(sorted(told)) === JSON.stringify(sorted(truth))
              ? []
              : [`${amazonUser}, ${endpointId}: ${JSON.stringify(told)} is ${JSON.stringify(truth)}`];
          }),
        ),
      ),
    /** Devices of which an account was told what never was so, or an older state after a newer one. */
    confused: (): string[] =>
      houses.flatMap(({ key, accounts: people, past }) =>
        people.flatMap(({ amazonUser }) =>
          [...past].flatMap(([entityId, states]) => {
            const endpointId = `${key}:${localId(entityId)}`;
            const real = states.map((state) =>
              JSON.stringify(sorted(memory.promisedIn(amazonUser, endpointId, state))),
            );
            let at = 0;
            for (const told of memory.states(amazonUser, endpointId)) {
              at = real.indexOf(JSON.stringify(sorted(told)), at);
              if (at < 0) return [`${amazonUser}, ${endpointId}: ${JSON.stringify(told)}`];
            }
            return [];
          }),
        ),
      ),
    close: () => amazon.close(),
  };
}

const sorted = (state: DeviceState = {}) =>
  Object.entries(state).toSorted(([one], [other]) => one.localeCompare(other));

export type Town = Awaited<ReturnType<typeof createTown>>;
