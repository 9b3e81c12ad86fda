import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHomeAsker } from '../../lib/bridge/ask-home.ts';
import { createBreaker } from '../../lib/bridge/breaker.ts';
import { discoverHome } from '../../lib/bridge/discover-home.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { createAddressGuard } from '../../lib/home-assistant/address-guard.ts';
import { discoverMessage } from '../../lib/home-assistant/smart-home.ts';
import { createTransport, type Transport } from '../../lib/home-assistant/transport.ts';
import { HomeAnswerInvalid } from '../../lib/outcomes/home.ts';
import { StoreUnavailable } from '../../lib/outcomes/service.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { startWorld, type World } from '../harness/world.ts';

let home: Home;
let world: World;
let transport: Transport;
let people = 0;

beforeAll(async () => {
  [home, world] = await Promise.all([startHome(), startWorld()]);
  transport = createTransport({ guard: createAddressGuard(allowing(home.url)) });
});

afterEach(() => {
  home.setFault(undefined);
  world.kms.setFault(undefined);
});

afterAll(async () => {
  transport.close();
  await Promise.all([home.close(), world.close()]);
});

/** A home that is asked for the first time, by a process that has only just begun. */
async function meet(noteFails?: Error) {
  people += 1;
  const key = await world.connect(`resident-${people}`, home.url, home.token);
  const connection = await world.connections.read(key, world.deadline());
  if (connection === undefined) throw new Error('the home is gone');
  const noted: string[] = [];
  const asker = createHomeAsker({
    vault: world.vault,
    transport,
    breaker: createBreaker(),
    health: {
      report: async (_connection, outcome) => {
        noted.push(outcome);
        if (noteFails !== undefined) throw noteFails;
      },
    },
  });
  const ask = (ms = 5_000, read: (answer: Record<string, unknown>) => unknown = (answer) => answer) =>
    asker.ask(connection, discoverMessage(), { repeatable: true, discovery: true, read }, createDeadline(ms));
  return { asker, connection, noted, ask };
}

describe('asking a home', () => {
  it('gives what is read of its answer, and notes that all is well', async () => {
    const { ask, noted } = await meet();
    expect(await ask(5_000, (answer) => Object.keys(answer))).toEqual(['event']);
    expect(noted).toEqual(['ok']);
  });

  it('does not hold a note that cannot be written against the home', async () => {
    const { ask, noted } = await meet(new StoreUnavailable('UpdateItem'));
    expect(await outcomeOf(ask())).toBe('store_unavailable');
    expect(noted).toEqual(['ok']);
  });

  it('an answer that makes no sense is an outcome of the home like any other', async () => {
    const { ask, noted } = await meet();
    const read = () => {
      throw new HomeAnswerInvalid('event');
    };
    expect(await outcomeOf(ask(5_000, read))).toBe('home_answer_invalid');
    expect(noted).toEqual(['home_answer_invalid']);
  });

  it('a defect of ours is noted as such, and passed on', async () => {
    const { ask, noted } = await meet();
    const read = () => {
      throw new TypeError('a defect');
    };
    expect(await outcomeOf(ask(5_000, read))).toBe('unexpected TypeError');
    expect(noted).toEqual(['unexpected']);
  });

  it('that does not answer ends before our own time does', async () => {
    const { ask, noted } = await meet();
    home.setFault({ delayMs: 6_000 });
    const started = performance.now();
    expect(await outcomeOf(ask(3_400))).toBe('home_timed_out');
    expect(performance.now() - started).toBeLessThan(3_400);
    expect(noted).toEqual(['home_timed_out']);
  });

  it('that had little time because others used it up is not called slow', async () => {
    const { ask, noted } = await meet();
    home.setFault({ delayMs: 3_000 });
    expect(await outcomeOf(ask(900))).toBe('home_timed_out');
    expect(noted).toEqual([]);
  });

  it('is not tried when the time is spent, and nothing is said of the home', async () => {
    const { ask, noted } = await meet();
    // The key is unwrapped already; what is left is just what is kept back for telling Alexa.
    await ask();
    expect(await home.askedDuring(async () => expect(await outcomeOf(ask(200))).toBe('out_of_time'))).toBe(0);
    expect(noted).toEqual(['ok']);
    expect(await outcomeOf(ask())).toBe('ok');
  });

  it('whose key cannot be had is not the home’s fault', async () => {
    const { ask, noted } = await meet();
    world.kms.setFault('down');
    expect(await outcomeOf(ask())).toBe('vault_unavailable');
    expect(noted).toEqual([]);
  });

  it('that refused the token once is not asked again, by whoever has the same memory', async () => {
    const { ask, noted } = await meet();
    home.setFault({ status: 401, times: 1 });
    expect(await outcomeOf(ask())).toBe('home_token_refused');
    expect(await home.askedDuring(async () => expect(await outcomeOf(ask())).toBe('home_left_alone'))).toBe(
      0,
    );
    expect(noted).toEqual(['home_token_refused']);
  });
});

describe('discovering a home', () => {
  it('sorts its devices by whether Alexa takes them', async () => {
    const { asker, connection } = await meet();
    home.addEndpoint({ endpointId: 'light#odd', friendlyName: '' });
    const { endpoints, heldBack } = await discoverHome(asker, connection, createDeadline(5_000));
    expect(endpoints.map(({ endpointId }) => endpointId)).toContain('light#kitchen');
    expect(heldBack.map(({ endpointId }) => endpointId)).toEqual(['light#odd']);
  });

  it.each<[string, unknown]>([
    ['another answer', { event: { header: { name: 'Response' }, payload: { endpoints: [] } } }],
    ['no list', { event: { header: { name: 'Discover.Response' }, payload: { endpoints: {} } } }],
    ['no event', {}],
    ['an event of null', { event: null }],
  ])('is refused %s', async (_what, answer) => {
    const { asker, connection } = await meet();
    home.setFault({ body: JSON.stringify(answer), contentType: 'application/json' });
    expect(await outcomeOf(discoverHome(asker, connection, createDeadline(5_000)))).toBe(
      'home_answer_invalid',
    );
  });
});
