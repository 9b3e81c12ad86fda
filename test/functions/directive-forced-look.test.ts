import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GrantId } from '../../lib/homes/grants.ts';
import { createAlexaSide, type Message, reportState, toEndpoint, turnOn } from '../harness/alexa-side.ts';
import { type AwsFault, type AwsProxy, SERVICE_DOWN, startAwsProxy } from '../harness/aws-proxy.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createReportingSide, type ReportingSide, valuesOf } from '../harness/reporting.ts';
import { startWorld, type World } from '../harness/world.ts';

const LAMP = 'light#kitchen';

let home: Home;
let world: World;
let queue: AwsProxy;
let alexa: ReturnType<typeof createAlexaSide>;
let amazon: ReportingSide;
let people = 0;
let sub: string;
let key: string;
let token: string;
let grant: GrantId;
let seen = 0;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  queue = await startAwsProxy(world.sqs.url);
  // Only what the functions send goes through the proxy: the world itself does not.
  const through = (name: string) => world.sqs.queueUrls[name]?.replace(world.sqs.url, queue.url);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: queue.url,
    LOOKS_QUEUE_URL: through('looks'),
    DELIVERIES_QUEUE_URL: through('deliveries.fifo'),
  });
  alexa = createAlexaSide(world);
  amazon = createReportingSide(world);
});
beforeEach(async () => {
  people += 1;
  sub = `resident-${people}`;
  key = await world.connect(sub, home.url, home.token);
  token = world.alexaToken(sub, { originJti: `link-of-amazon-${people}` });
  await observe({ v: 1, type: 'sync', home: key });
  grant = await amazon.link(sub, `amazon-${people}`);
  // The first directive of a home also notes that it is well.
  await alexa.outcome(reportState(token, lamp()));
  queue.forget();
  await rest();
});
afterEach(() => {
  home.setFault(undefined);
  queue.setFault(undefined);
});
afterAll(async () => {
  amazon.close();
  await Promise.all([home, world, queue].map((part) => part.close()));
});

const lamp = () => `${key}:${LAMP}`;
const observe = (...messages: object[]) =>
  world.invoke('observe', {
    Records: messages.map((message, index) => ({ messageId: `m-${index}`, body: JSON.stringify(message) })),
  });

interface Queued {
  type: string;
  home: string;
  answered?: GrantId;
}
/**
 * What the directive function queued for this home since that was last forgotten, with the time until it is handed
 * out. The SDK goes on trying for homes of other tests whose queue was away.
 */
const queued = () =>
  queue
    .calls('SendMessage')
    .filter(({ body }) => String(body.QueueUrl).endsWith('/looks'))
    .map(({ body }) => ({
      message: JSON.parse(String(body.MessageBody)) as Queued,
      delay: body.DelaySeconds,
    }))
    .filter(({ message }) => message.home === key);
const looks = () => queued().filter(({ message }) => message.type === 'look');
/** Empties the queues, and forgets what has arrived. */
async function rest() {
  await amazon.take('looks');
  await amazon.take('deliveries.fifo');
  seen = (await amazon.events()).at(-1)?.seq ?? 0;
}
/** Does what is queued now, as if the delay were over. @returns what Alexa hears */
async function later() {
  await observe(...looks().map(({ message }) => message));
  while ((await amazon.report()).done.length > 0);
  const reports = await amazon.reports(seen);
  seen = reports.at(-1)?.seq ?? seen;
  return reports.map(({ amazonUser, changed }) => ({ amazonUser, ...valuesOf(changed) }));
}
const POWER = 'Alexa.PowerController//powerState';

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

describe('a directive for a device', () => {
  test.each<[string, (to: string) => Message]>([
    ['TurnOn', (to) => turnOn(token, to)],
    [
      'SetBrightness',
      (to) => toEndpoint(token, to, 'Alexa.BrightnessController/SetBrightness', { brightness: 42 }),
    ],
  ])('%s asks for a look in three seconds, for the link that gets the answer', async (_name, directive) => {
    expect(await alexa.outcome(directive(lamp()))).toBe('Alexa/Response');
    expect(queued()).toEqual([
      { message: { v: 1, type: 'look', home: key, endpoints: [LAMP], answered: grant }, delay: 3 },
    ]);
  });

  test('that only asks for the state asks for none', async () => {
    expect(await alexa.outcome(reportState(token, lamp()))).toBe('Alexa/StateReport');
    expect(queued()).toEqual([]);
  });

  test('that the home may have taken, and did not answer, asks for one all the same', async () => {
    home.setFault({ truncate: true });
    expect(await alexa.outcome(turnOn(token, lamp()))).toBe('BRIDGE_UNREACHABLE');
    expect(looks()).toHaveLength(1);
  });

  test.each<[string, () => Message]>([
    ['of a stranger', () => turnOn(world.alexaToken('stranger'), lamp())],
    ['with a bad token', () => turnOn('no token', lamp())],
    ['for no device of a home', () => turnOn(token, 'light#kitchen')],
  ])('%s asks for none', async (_what, directive) => {
    await alexa.outcome(directive());
    expect(queued()).toEqual([]);
  });
});

describe('a queue', () => {
  test.each<[string, AwsFault]>([
    ['that is down', SERVICE_DOWN],
    ['that closes connections', 'drop'],
    ['that hangs', 'hang'],
  ])('%s costs no answer, and hardly any time', async (_what, fault) => {
    queue.setFault(() => fault);
    const ms = await timed(async () => {
      expect(await alexa.outcome(turnOn(token, lamp()))).toBe('Alexa/Response');
    });
    expect(ms).toBeLessThan(1_000);
  });

  test('is told while the home is answering', async () => {
    home.setFault({ delayMs: 600 });
    const answering = alexa.outcome(turnOn(token, lamp()));
    await expect.poll(looks, { timeout: 500, interval: 20 }).toHaveLength(1);
    expect(await answering).toBe('Alexa/Response');
  });
});

describe('a command that the home accepts', () => {
  test('and swallows: what Alexa was told is put right, for the account that was told it alone', async () => {
    await amazon.link(sub, `amazon-${people}-other`);
    home.setState('light.kitchen', { state: 'off' });
    await observe({ v: 1, type: 'look', home: key, endpoints: [LAMP] });
    expect(await later()).toHaveLength(2);
    home.setFault({ swallow: true, times: 1 });
    const answer = await alexa.send(turnOn(token, lamp()));
    expect(valuesOf(answer.context?.properties ?? [])[POWER]).toBe('ON');
    expect(home.entities().find(({ entityId }) => entityId === 'light.kitchen')?.state).toBe('off');
    expect(await later()).toEqual([
      expect.objectContaining({ amazonUser: `amazon-${people}`, [POWER]: 'OFF' }),
    ]);
  });

  test('and carries out: every account hears of it, the one that asked too', async () => {
    await amazon.link(sub, `amazon-${people}-other`);
    home.setState('light.kitchen', { state: 'off' });
    await observe({ v: 1, type: 'look', home: key, endpoints: [LAMP] });
    await later();
    await alexa.outcome(turnOn(token, lamp()));
    const heard = await later();
    expect(heard.map(({ amazonUser }) => amazonUser).toSorted()).toEqual([
      `amazon-${people}`,
      `amazon-${people}-other`,
    ]);
    for (const report of heard) expect(report).toMatchObject({ [POWER]: 'ON' });
  });
});
