import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAlexaSide, discovery, turnOn } from '../harness/alexa-side.ts';
import {
  type AwsFault,
  type AwsProxy,
  SERVICE_DOWN,
  startAwsProxies,
  THROTTLED,
} from '../harness/aws-proxy.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { startWorld, type World } from '../harness/world.ts';

let home: Home;
let world: World;
let store: AwsProxy;
let keys: AwsProxy;
let queue: AwsProxy;
let alexa: ReturnType<typeof createAlexaSide>;
let people = 0;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  ({ store, keys, queue } = await startAwsProxies(world));
  alexa = createAlexaSide(world);
  const { token, lamp } = await move();
  expect(await alexa.outcome(turnOn(token, lamp))).toBe('Alexa/Response');
});

afterEach(() => {
  for (const proxy of [store, keys, queue]) proxy.setFault(undefined);
  world.kms.setFault(undefined);
  home.setFault(undefined);
});

afterAll(async () => {
  await Promise.all([home, world, store, keys, queue].map((part) => part.close()));
});

/** A new user with a home of their own, whose key nobody has unwrapped yet. */
async function move() {
  people += 1;
  const sub = `resident-${people}`;
  const key = await world.connect(sub, home.url, home.token);
  return { sub, key, token: world.alexaToken(sub), lamp: `${key}:light#kitchen` };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

describe('a store that fails unlinks nobody and reaches no home', () => {
  it.each<[string, AwsFault]>([
    ['down', SERVICE_DOWN],
    ['throttled', THROTTLED],
    ['closing connections', 'drop'],
    [
      'without such a table',
      { status: 400, body: { __type: 'x#ResourceNotFoundException', message: 'no table' } },
    ],
    ['without a right', { status: 400, body: { __type: 'x#AccessDeniedException', message: 'not allowed' } }],
  ])('%s', async (_what, fault) => {
    const { token, lamp } = await move();
    store.setFault(() => fault);
    const asked = await home.askedDuring(async () => {
      expect(await alexa.outcome(turnOn(token, lamp))).toBe('INTERNAL_ERROR');
      expect(await alexa.outcome(discovery(token))).toBe('INTERNAL_ERROR');
    });
    expect(asked).toBe(0);
    store.setFault(undefined);
    expect(await alexa.outcome(turnOn(token, lamp))).toBe('Alexa/Response');
  });

  it('that leaves keys unprocessed is asked again for them', async () => {
    const { token, lamp } = await move();
    let left = 2;
    store.forget();
    store.setFault(({ action, body }) => {
      if (action !== 'BatchGetItem' || left === 0) return undefined;
      left -= 1;
      return { status: 200, body: { Responses: {}, UnprocessedKeys: body.RequestItems } };
    });
    expect(await alexa.outcome(turnOn(token, lamp))).toBe('Alexa/Response');
    expect(store.calls('BatchGetItem')).toHaveLength(3);
  });

  it('that never processes them: no answer is not "no such home"', async () => {
    const { token, lamp } = await move();
    store.setFault(({ action, body }) =>
      action === 'BatchGetItem'
        ? { status: 200, body: { Responses: {}, UnprocessedKeys: body.RequestItems } }
        : undefined,
    );
    expect(await alexa.outcome(turnOn(token, lamp))).toBe('INTERNAL_ERROR');
    expect(await alexa.outcome(discovery(token))).toBe('INTERNAL_ERROR');
  });

  it('is read once for a directive, and never written to', async () => {
    const { token, lamp } = await move();
    store.forget();
    await alexa.outcome(turnOn(token, lamp));
    expect(store.calls().map(({ action }) => action)).toEqual(['BatchGetItem']);
    store.forget();
    await alexa.outcome(discovery(token));
    // The last is for what the owner wants of the home's devices.
    expect(store.calls().map(({ action }) => action)).toEqual(['GetItem', 'BatchGetItem', 'Query']);
  });
});

describe('a key service that fails', () => {
  it.each(['down', 'throttled'] as const)('%s: says so, and is asked again', async (fault) => {
    const { token, lamp } = await move();
    world.kms.setFault(fault);
    const asked = await home.askedDuring(async () => {
      expect(await alexa.outcome(turnOn(token, lamp))).toBe('INTERNAL_ERROR');
    });
    expect(asked).toBe(0);
    world.kms.setFault(undefined);
    expect(await alexa.outcome(turnOn(token, lamp))).toBe('Alexa/Response');
  });

  it('does not matter to who was here a minute ago', async () => {
    const { token, lamp } = await move();
    await alexa.outcome(turnOn(token, lamp));
    world.kms.setFault('down');
    expect(await alexa.outcome(turnOn(token, lamp))).toBe('Alexa/Response');
  });

  it('a connection that was moved to another home does not open, warm cache included', async () => {
    const [mine, theirs] = [await move(), await move()];
    await alexa.outcome(turnOn(theirs.token, theirs.lamp));
    const sealed = (
      await world.registry.get({ pk: `HOME#${theirs.key}`, sk: 'CONNECTION' }, world.deadline())
    )?.sealed;
    await world.registry.update(
      { pk: `HOME#${mine.key}`, sk: 'CONNECTION' },
      { update: 'SET sealed = :sealed', expression: 'attribute_exists(pk)', values: { ':sealed': sealed } },
      world.deadline(),
    );
    const asked = await home.askedDuring(async () => {
      expect(await alexa.outcome(turnOn(mine.token, mine.lamp))).toBe('INTERNAL_ERROR');
    });
    expect(asked).toBe(0);
  });
});

describe('a queue that fails costs no directive', () => {
  it.each<[string, AwsFault]>([
    ['down', SERVICE_DOWN],
    ['closing connections', 'drop'],
    ['gone', { status: 400, body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'no queue' } }],
  ])('%s', async (_what, fault) => {
    const { token, lamp } = await move();
    queue.forget();
    queue.setFault(() => fault);
    expect(await alexa.outcome(turnOn(token, lamp))).toBe('Alexa/Response');
    expect(queue.calls('SendMessage').length).toBeGreaterThan(0);
    expect(await alexa.discover(token)).toContain(lamp);
  });

  it('hanging: nor much time', async () => {
    const { token, lamp } = await move();
    queue.setFault(() => 'hang');
    const ms = await timed(async () =>
      expect(await alexa.outcome(turnOn(token, lamp))).toBe('Alexa/Response'),
    );
    expect(ms).toBeLessThan(900);
  });

  it('hanging during discovery: the devices come all the same', async () => {
    const { token, lamp } = await move();
    queue.setFault(() => 'hang');
    expect(await timed(async () => expect(await alexa.discover(token)).toContain(lamp))).toBeLessThan(2_000);
  });
});

describe('out of time, wherever it goes', () => {
  const REMAINING = 1_500;

  it.each<[string, () => void, string]>([
    ['in the store', () => store.setFault(() => 'hang'), 'INTERNAL_ERROR'],
    ['in the key service', () => keys.setFault(() => 'hang'), 'INTERNAL_ERROR'],
    ['at the home', () => home.setFault({ delayMs: 3_000 }), 'BRIDGE_UNREACHABLE'],
  ])('%s: Alexa has her answer before Lambda ends', async (_where, slow, type) => {
    for (const kind of [turnOn, discovery]) {
      const { token, lamp } = await move();
      slow();
      const ms = await timed(async () =>
        expect(await alexa.outcome(kind(token, lamp), REMAINING)).toBe(type),
      );
      expect(ms).toBeLessThan(REMAINING);
      for (const proxy of [store, keys]) proxy.setFault(undefined);
      home.setFault(undefined);
    }
  });

  it('before it began', async () => {
    const { token, lamp } = await move();
    const asked = await home.askedDuring(async () => {
      expect(await alexa.outcome(turnOn(token, lamp), 300)).toBe('INTERNAL_ERROR');
      expect(await alexa.outcome(turnOn(token, lamp), 0)).toBe('INTERNAL_ERROR');
    });
    expect(asked).toBe(0);
    // What others used up is not held against the home.
    expect(await alexa.outcome(turnOn(token, lamp))).toBe('Alexa/Response');
  });
});

describe('what nobody thought of', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a connection whose seal is no seal', { sealed: 'wax' }],
    ['a connection of another world', { sealed: { v: 9 } }],
  ])('%s', async (_what, change) => {
    const { key, token, lamp } = await move();
    const at = { pk: `HOME#${key}`, sk: 'CONNECTION' };
    const item = await world.registry.get(at, world.deadline());
    await world.registry.put(
      { ...item, ...change, ...at },
      { expression: 'attribute_exists(pk)' },
      world.deadline(),
    );
    for (const message of [turnOn(token, lamp), discovery(token)]) {
      const answer = await alexa.send(message);
      expect(answer.event.payload.type).toBe('INTERNAL_ERROR');
      expect(JSON.stringify(answer)).not.toMatch(/wax|TypeError|at /);
    }
  });

  it('a grant while the function for it is away', async () => {
    world.invokeApi.register('acceptgrant', async () => {
      throw new Error('out of order');
    });
    const message = {
      directive: {
        header: {
          namespace: 'Alexa.Authorization',
          name: 'AcceptGrant',
          messageId: 'm-1',
          payloadVersion: '3',
        },
        payload: {
          grant: { type: 'OAuth2.AuthorizationCode', code: 'ANsomecode' },
          grantee: { type: 'BearerToken', token: world.alexaToken('ann') },
        },
      },
    };
    expect(await alexa.outcome(message)).toBe('ACCEPT_GRANT_FAILED');
  });
});
