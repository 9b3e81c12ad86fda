import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeObserve, type ObservePorts } from '../../functions/observe/compose.ts';
import { enablement } from '../../functions/observe/enablement.ts';
import { type AlexaRegion, createGrants } from '../../lib/homes/grants.ts';
import { createLog } from '../../lib/telemetry/logger.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { type AwsFault, type AwsProxy, SERVICE_DOWN, startAwsProxy } from '../harness/aws-proxy.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { skillEvent } from '../harness/skill-events.ts';
import { startWorld, type World } from '../harness/world.ts';

/** Not to be tried again, so that a function is over at once. */
const CRASHED: AwsFault = {
  status: 400,
  body: { __type: 'com.amazonaws#AccessDeniedException', message: 'crashed' },
};

/** All of it happened in the hours before: events of the future are not believed. */
const MINUTE = 60_000;
const START = Date.now() - 300 * MINUTE;
const SILENCE = { version: '1.0', response: {} };

let world: World;
let home: Home;
let looks: ReturnType<typeof createLooksSide>;
let amazon: ReportingSide;
let proxy: AwsProxy;
let people = 0;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  // Between the functions and the tables, so that a test can fail what only the functions do.
  proxy = await startAwsProxy(world.dynamoDb.url);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.url;
  looks = createLooksSide(world);
  amazon = createReportingSide(world);
});
afterAll(async () => {
  looks.close();
  amazon.close();
  await Promise.all([home.close(), proxy.close()]);
  await world.close();
});

/** A moment is minutes after the start. */
type Step =
  | { kind: 'accepted'; at: number; link: string; region: AlexaRegion }
  | { kind: 'said'; name: string; at: number; user: string; link?: string; applicationId?: string };

const accepted = (at: number, link = 'one', region: AlexaRegion = 'NA'): Step => ({
  kind: 'accepted',
  at,
  link,
  region,
});
const linked = (at: number, link = 'one', user = 'A'): Step => ({
  kind: 'said',
  name: 'SkillAccountLinked',
  at,
  user,
  link,
});
const said = (name: string, at: number, user = 'A'): Step => ({ kind: 'said', name, at, user });
const enabled = (at: number, user = 'A') => said('SkillEnabled', at, user);
const disabled = (at: number, user = 'A') => said('SkillDisabled', at, user);

/** A login of its own, and Alexa users of its own, for one course of events. */
function startCourse() {
  const person = `person-${++people}`;
  const take = async (step: Step): Promise<void> => {
    const at = START + step.at * MINUTE;
    if (step.kind === 'accepted') {
      const id = { sub: person, region: step.region, originJti: `${step.link}-of-${person}` };
      const tokens = {
        accessToken: new Secret('Atza|a'),
        refreshToken: new Secret('Atzr|r'),
        expiresIn: 3_600,
      };
      const code = new Secret(`code-${step.at}`);
      await createGrants(world.registry, world.vault, () => at).store(id, code, tokens, world.deadline());
      return;
    }
    const { name, user, link, applicationId } = step;
    const event = skillEvent(name, {
      userId: `amzn1.ask.account.${user}-${person}`,
      at,
      ...(applicationId !== undefined && { applicationId }),
      ...(link !== undefined && {
        accessToken: world.alexaToken(person, { originJti: `${link}-of-${person}` }),
      }),
    });
    expect(await world.invoke('skill', event)).toEqual(SILENCE);
  };
  return {
    take,
    observe: async () => expect(await looks.observe()).toEqual([]),
    left: async () =>
      (await amazon.grants.list(person, world.deadline()))
        .map(({ originJti, region }) => `${originJti.split('-')[0]} ${region}`)
        .toSorted(),
  };
}

/** What is left of the grants when the steps arrive in this order, each worked off before the next. */
async function leftAfter(steps: readonly Step[]): Promise<string[]> {
  const course = startCourse();
  for (const step of steps) {
    await course.take(step);
    await course.observe();
  }
  return await course.left();
}

describe('a link', () => {
  /** What was queued, with the seconds that it waits. */
  async function queuedBy(event: 'linked' | 'disabled', sub: string): Promise<unknown[]> {
    const queued: unknown[] = [];
    const ports = composeObserve(process.env, createLog());
    const collecting: ObservePorts['looks'] = {
      send: async (message, delaySeconds) => {
        queued.push({ ...message, delaySeconds });
      },
    };
    const link = { sub, originJti: `one-of-${sub}` };
    const message = {
      v: 1,
      type: 'enablement',
      event,
      alexaUser: `user-of-${sub}`,
      at: START,
      link,
    } as const;
    await enablement([message], { ...ports, looks: collecting }, world.deadline());
    return queued;
  }

  test('has the user’s homes looked after, once its grant is there: somebody listens now', async () => {
    const homes = [await world.connect('listener', home.url, home.token)];
    const presence = (key: string) => ({ v: 1, type: 'presence', home: key, delaySeconds: 60 });
    expect(await queuedBy('linked', 'listener')).toEqual(homes.map(presence));
    expect(await queuedBy('linked', 'homeless')).toEqual([]);
  });

  test('that is over by then, and an end, look after nothing', async () => {
    await world.connect('leaver', home.url, home.token);
    expect(await queuedBy('disabled', 'leaver')).toEqual([]);
    expect(await queuedBy('linked', 'leaver')).toEqual([]);
  });
});

describe('what is left of the grants', () => {
  test.each<[string, Step[], string[]]>([
    ['linked', [enabled(1), linked(2), accepted(3)], ['one NA']],
    ['linked, then disabled', [enabled(1), linked(2), accepted(3), disabled(9)], []],
    ['in all regions', [linked(2), accepted(3), accepted(4, 'one', 'EU'), disabled(9)], []],
    ['accepted before it is said to be linked', [accepted(1), linked(2), disabled(9)], []],
    [
      'disabled, said late: enabled anew meanwhile',
      [linked(2), accepted(3), linked(6), accepted(7), disabled(5)],
      ['one NA'],
    ],
    [
      'disabled, said late: enabled anew meanwhile, with another sign-in',
      [linked(2), accepted(3), linked(6, 'two'), accepted(7, 'two'), disabled(5)],
      ['two NA'],
    ],
    [
      'disabled, said late: enabled anew meanwhile, as another Alexa user',
      [linked(2), accepted(3), linked(6, 'two', 'B'), accepted(7, 'two'), disabled(5)],
      ['two NA'],
    ],
    ['disabled, said before it was said to be linked', [accepted(3), disabled(9), linked(2)], []],
    [
      'disabled, said before all of it',
      [accepted(3), accepted(12, 'two'), disabled(9), linked(11, 'two'), linked(2)],
      ['two NA'],
    ],
    [
      'disabled, said before it was linked, and the same link accepted anew since',
      [accepted(3), accepted(5, 'one', 'EU'), accepted(12), disabled(9), linked(2)],
      ['one NA'],
    ],
    [
      'disabled twice, the earlier said last, and both before it was said to be linked',
      [accepted(5), disabled(9), disabled(3), linked(2)],
      [],
    ],
    [
      'disabled by one of two Amazon accounts on one login',
      [linked(1), accepted(2), linked(3, 'two', 'B'), accepted(4, 'two'), disabled(9)],
      ['two NA'],
    ],
    [
      'each said twice',
      [enabled(1), enabled(1), linked(2), linked(2), accepted(3), disabled(9), disabled(9), linked(2)],
      [],
    ],
    [
      'disabled said again after enabling anew',
      [linked(2), accepted(3), disabled(5), linked(6), accepted(7), disabled(5)],
      ['one NA'],
    ],
    ['disabled by somebody unknown', [linked(2), accepted(3), disabled(9, 'stranger')], ['one NA']],
    [
      'disabled in another skill',
      [linked(2), accepted(3), { ...disabled(9), applicationId: 'amzn1.ask.skill.another' } as Step],
      ['one NA'],
    ],
    [
      'permissions taken away and given',
      [linked(2), accepted(3), said('SkillPermissionChanged', 9), said('SkillPermissionAccepted', 10)],
      ['one NA'],
    ],
    ['enabled again, without more', [linked(2), accepted(3), enabled(9)], ['one NA']],
    [
      'disabled twice, each enablement with grants',
      [linked(1), accepted(2), disabled(3), linked(4, 'two'), accepted(5, 'two'), disabled(6)],
      [],
    ],
  ])('%s', async (_name, steps, left) => {
    expect(await leftAfter(steps)).toEqual(left);
  });
});

test('a delivery that waits for a grant that went is dropped, and reaches nobody', async () => {
  const sub = `person-${++people}`;
  const key = await world.connect(sub, home.url, home.token);
  const grant = await amazon.link(sub, 'amazon-of-the-drop');
  const userId = 'amzn1.ask.account.drop';
  const accessToken = world.alexaToken(sub, { originJti: grant.originJti });
  expect(await world.invoke('skill', skillEvent('SkillAccountLinked', { userId, accessToken }))).toEqual(
    SILENCE,
  );
  await looks.send({ v: 1, type: 'sync', home: key });
  expect(await looks.observe()).toEqual([]);
  await amazon.take('deliveries.fifo');
  home.setState('light.kitchen', { state: 'on', attributes: { brightness: 77 } });
  await looks.send({ v: 1, type: 'look', home: key, endpoints: ['light#kitchen'] });
  expect(await looks.observe()).toEqual([]);

  // As early as an event can be: right after the grant.
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await world.invoke('skill', skillEvent('SkillDisabled', { userId }))).toEqual(SILENCE);
  expect(await looks.observe()).toEqual([]);
  expect(await amazon.grants.list(sub, world.deadline())).toEqual([]);

  const { eventRequests } = await amazon.ledger();
  const { done, failed } = await amazon.report();
  expect(done.map((body) => (JSON.parse(body) as { type: string }).type)).toEqual(['change']);
  expect(failed).toEqual([]);
  expect((await amazon.ledger()).eventRequests).toBe(eventRequests);
});

test('a store that fails brings the event again, and then it is done', async () => {
  const course = startCourse();
  for (const step of [linked(2), accepted(3)]) await course.take(step);
  await course.observe();
  await course.take(disabled(9));
  proxy.setFault(({ action }) => (action === 'DeleteItem' ? SERVICE_DOWN : undefined));
  const failed = await looks.observe();
  proxy.setFault(undefined);
  expect(failed).toHaveLength(1);
  expect(await course.left()).toEqual(['one NA']);
  for (const body of failed) await looks.send(body);
  await course.observe();
  expect(await course.left()).toEqual([]);
});

test.each<[string, Step[], Step]>([
  ['of a link', [accepted(1), disabled(9)], linked(2)],
  ['that the skill was disabled', [accepted(1), linked(2)], disabled(9)],
])(
  'an event %s whose worker dies at whatever call comes again, and then it is done',
  async (_what, before, last) => {
    for (let calls = 0, isDead = true; isDead; calls += 1) {
      const course = startCourse();
      for (const step of before) await course.take(step);
      await course.observe();
      await course.take(last);
      let left = calls;
      proxy.setFault(() => {
        left -= 1;
        return left < 0 ? CRASHED : undefined;
      });
      const failed = await looks.observe();
      proxy.setFault(undefined);
      isDead = failed.length > 0;
      for (const body of failed) await looks.send(body);
      await course.observe();
      expect({ calls, left: await course.left() }).toEqual({ calls, left: [] });
    }
  },
  60_000,
);

interface Enablement {
  user: string;
  link: string;
  regions: AlexaRegion[];
  isAcceptedFirst: boolean;
  isDisabled: boolean;
}

const enablements = fc.array(
  fc.record<Enablement>({
    // Alexa makes a new id each time; should it keep one, nothing may depend on that.
    user: fc.constantFrom('A', 'B', 'C'),
    link: fc.constantFrom('one', 'two', 'three'),
    regions: fc.uniqueArray(fc.constantFrom<AlexaRegion>('NA', 'EU', 'FE'), { maxLength: 2 }),
    isAcceptedFirst: fc.boolean(),
    isDisabled: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Enablements one after the other, as they really happen. */
function historyOf(list: readonly Enablement[]): Step[] {
  let minute = 0;
  const next = () => (minute += 1);
  return list.flatMap(({ user, link, regions, isAcceptedFirst, isDisabled }) => {
    const first = enabled(next(), user);
    const grant = () => regions.map((region) => accepted(next(), link, region));
    const middle = isAcceptedFirst
      ? [...grant(), linked(next(), link, user)]
      : [linked(next(), link, user), ...grant()];
    return [first, ...middle, ...(isDisabled ? [disabled(next(), user)] : [])];
  });
}

/** Said in a sentence: grants are gone that were accepted before an Alexa user with that link last disabled the skill. */
function expectedOf(history: readonly Step[]): string[] {
  const users = (link: string) =>
    history.flatMap((step) => (step.kind === 'said' && step.link === link ? [step.user] : []));
  const grants = new Map<string, { at: number; link: string }>();
  for (const step of history) {
    if (step.kind === 'accepted') grants.set(`${step.link} ${step.region}`, { at: step.at, link: step.link });
  }
  const isGone = ({ at, link }: { at: number; link: string }) =>
    history.some(
      (step) =>
        step.kind === 'said' &&
        step.name === 'SkillDisabled' &&
        step.at > at &&
        users(link).includes(step.user),
    );
  return [...grants].flatMap(([name, grant]) => (isGone(grant) ? [] : [name])).toSorted();
}

/** How each event arrives: so many minutes late, once or more often. A grant is accepted when it is accepted. */
const arrivals = fc.array(fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 3 }), {
  minLength: 24,
  maxLength: 24,
});

test('whatever the order in which events arrive, and however often, the same is left', async () => {
  await fc.assert(
    fc.asyncProperty(enablements, arrivals, fc.integer({ min: 1, max: 6 }), async (list, late, together) => {
      const history = historyOf(list);
      const arriving = history
        .flatMap((step, index) => {
          const delays = step.kind === 'accepted' ? [0] : (late[index] ?? [0]);
          return delays.map((delay) => ({ step, when: step.at + delay }));
        })
        .toSorted((one, other) => one.when - other.when);
      const course = startCourse();
      for (const [index, { step }] of arriving.entries()) {
        await course.take(step);
        if (index % together === 0) await course.observe();
      }
      await course.observe();
      const expected = expectedOf(history);
      expect(await course.left()).toEqual(expected);
      expect(await leftAfter(history)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
}, 60_000);
