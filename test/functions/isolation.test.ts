import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlexaResponse } from '../../lib/alexa/message.ts';
import { demoDevices } from '../../local/demo-home/start.ts';
import { createAlexaSide, discovery, type Message, reportState, toEndpoint } from '../harness/alexa-side.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { startWorld, type World } from '../harness/world.ts';

const HOMES = 20;
const DIRECTIVES = 480;
const AT_ONCE = 24;
/** This home is out of order all the time, which is nobody else's business. */
const BROKEN = HOMES - 1;
const SEED = 20_260_301;

/** A user with their home, and the mark that is in the ids of all its devices (`light.b07_kitchen`). */
interface Household {
  mark: string;
  home: Home;
  key: string;
  token: string;
  /** Id of the one token of this home that Porchlight has. */
  tokenId: string;
}

/** One directive of the run: who sent it, at whose home it was aimed, and what came back. */
interface Sent {
  from: Household;
  at: Household;
  message: Message;
  answer: AlexaResponse;
}

/** Mulberry32: the same numbers in each run, so that what fails once can be looked at again. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const tokenIdOf = (token: string): string =>
  String((JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { iss: string }).iss);

let world: World;
let households: Household[];
let sent: Sent[];

/** What people say to their Alexa, to a home with this mark. */
const SPOKEN: readonly ((token: string, key: string, mark: string, number: number) => Message)[] = [
  (token, key, mark) => toEndpoint(token, `${key}:light#${mark}_kitchen`, 'Alexa.PowerController/TurnOn'),
  (token, key, mark) => toEndpoint(token, `${key}:light#${mark}_hallway`, 'Alexa.PowerController/TurnOff'),
  (token, key, mark) => reportState(token, `${key}:climate#${mark}_living_room`),
  (token, key, mark) => toEndpoint(token, `${key}:lock#${mark}_front_door`, 'Alexa.LockController/Lock'),
  (token, key, mark) =>
    toEndpoint(token, `${key}:scene#${mark}_movie_night`, 'Alexa.SceneController/Activate'),
  (token, key, mark, number) =>
    toEndpoint(token, `${key}:light#${mark}_living_room`, 'Alexa.BrightnessController/SetBrightness', {
      brightness: number % 101,
    }),
];

/** A plan in which every other user's home comes up as often as one's own discovery. */
function plan(): { from: Household; at: Household; message: Message }[] {
  const random = seeded(SEED);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  return Array.from({ length: DIRECTIVES }, (_, number) => {
    const from = pick(households);
    const kind = random(10);
    if (kind === 0) return { from, at: from, message: discovery(from.token) };
    const at = kind <= 3 ? pick(households) : from;
    return { from, at, message: pick(SPOKEN)(from.token, at.key, at.mark, number) };
  });
}

beforeAll(async () => {
  const marks = Array.from({ length: HOMES }, (_, index) => `b${String(index).padStart(2, '0')}`);
  const homes = await Promise.all(marks.map((mark) => startHome({ devices: demoDevices(mark) })));
  world = await startWorld({ homeAddressAllowlist: allowing(...homes.map(({ url }) => url)) });
  households = await Promise.all(
    homes.map(async (home, index) => {
      const mark = marks[index] ?? '';
      const key = await world.connect(`owner-of-${mark}`, home.url, home.token);
      const token = world.alexaToken(`owner-of-${mark}`);
      return { mark, home, key, token, tokenId: tokenIdOf(home.token) };
    }),
  );
  households[BROKEN]?.home.setFault({ status: 500 });

  const alexa = createAlexaSide(world);
  const waiting = plan();
  sent = [];
  const line = async (messages: typeof waiting) => {
    for (let next = messages.shift(); next !== undefined; next = messages.shift()) {
      sent.push({ ...next, answer: await alexa.send(next.message) });
    }
  };
  // The first alone: Amazon's schema is compiled for its answer, and meanwhile nothing in this process is answered.
  await line(waiting.splice(0, 1));
  await Promise.all(Array.from({ length: AT_ONCE }, () => line(waiting)));
});

afterAll(async () => {
  await Promise.all([world.close(), ...households.map(({ home }) => home.close())]);
});

const isForeign = ({ from, at }: Sent) => from !== at;
const typeOf = ({ answer }: Sent) => answer.event.payload.type;
/** Without the endpoint, which is Alexa's own word given back. */
const saidBack = ({ answer: { event, context } }: Sent) =>
  JSON.stringify([event.header, event.payload, context]);

describe(`${HOMES} users over ${HOMES} homes, interleaved in one process`, () => {
  it('the run is worth something: everybody spoke, to their own home and to others', () => {
    expect(sent).toHaveLength(DIRECTIVES);
    expect(new Set(sent.map(({ from }) => from)).size).toBe(HOMES);
    expect(sent.filter(isForeign).length).toBeGreaterThan(DIRECTIVES / 6);
    expect(sent.filter((one) => !isForeign(one)).length).toBeGreaterThan(DIRECTIVES / 2);
    expect(new Set(sent.map(({ message }) => message.directive.header.name)).size).toBe(7);
  });

  it('each home saw its own token, and no other', () => {
    for (const { home, tokenId } of households) {
      expect(new Set(home.requests().map((request) => request.tokenId))).toEqual(new Set([tokenId]));
      expect(
        home.requests().every(({ auth, carriedScope }) => auth === 'accepted' && carriedScope === false),
      ).toBe(true);
    }
    expect(new Set(households.map(({ tokenId }) => tokenId)).size).toBe(HOMES);
  });

  it('each home saw its own devices, and no other', () => {
    for (const { home, mark } of households) {
      const seen = home
        .requests()
        .flatMap(({ endpointId }) => (endpointId === undefined ? [] : [endpointId]));
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.filter((endpointId) => !endpointId.includes(`#${mark}_`))).toEqual([]);
    }
  });

  it('each home was asked exactly as often as its own user spoke to it', () => {
    for (const household of households) {
      const own = sent.filter((one) => one.from === household && one.at === household);
      expect(household.home.requests()).toHaveLength(own.length);
    }
  });

  it('somebody else’s device does not exist', () => {
    const types = sent.filter(isForeign).map(typeOf);
    expect(new Set(types)).toEqual(new Set(['NO_SUCH_ENDPOINT']));
  });

  it('one’s own answers, whatever becomes of the others', () => {
    for (const one of sent.filter((each) => !isForeign(each))) {
      const isBroken = one.from === households[BROKEN];
      expect(typeOf(one)).toBe(isBroken ? 'BRIDGE_UNREACHABLE' : undefined);
    }
  });

  it('no answer names another home: not its key, its devices, its address or its token', () => {
    for (const one of sent) {
      const text = saidBack(one);
      const leaked = households.filter(
        (other) =>
          other !== one.from &&
          [other.key, `${other.mark}_`, `${other.mark} `, other.home.url, other.tokenId].some((secret) =>
            text.includes(secret),
          ),
      );
      expect(leaked.map(({ mark }) => mark)).toEqual([]);
    }
  });

  it('discovery shows each user their own home whole', () => {
    const discoveries = sent.filter(
      (one) => one.message.directive.header.name === 'Discover' && typeOf(one) === undefined,
    );
    expect(discoveries.length).toBeGreaterThan(HOMES);
    for (const { from, answer } of discoveries) {
      const ids = (answer.event.payload.endpoints as { endpointId: string }[]).map(
        ({ endpointId }) => endpointId,
      );
      expect(ids).toHaveLength(from.home.entities().length);
      expect(ids.filter((id) => !id.startsWith(`${from.key}:`))).toEqual([]);
    }
  });

  it('a lamp is on where its own user turned it on, and nowhere else', () => {
    for (const household of households.slice(0, BROKEN)) {
      const said = sent
        .filter(({ from, at }) => from === household && at === household)
        .map(({ message }) => message.directive.header.name);
      // The scene turns the same lamp off.
      if (said.includes('Activate')) continue;
      const id = `light.${household.mark}_kitchen`;
      const lamp = household.home.entities().find(({ entityId }) => entityId === id);
      expect(lamp?.state).toBe(said.includes('TurnOn') ? 'on' : 'off');
    }
  });
});
