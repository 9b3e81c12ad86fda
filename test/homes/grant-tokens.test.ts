import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { refreshRequest, sendTokenRequest } from '../../lib/alexa/login-with-amazon.ts';
import { createGrantTokens, type Refresh } from '../../lib/homes/grant-tokens.ts';
import type { GrantId } from '../../lib/homes/grants.ts';
import { grantKey } from '../../lib/homes/keys.ts';
import { createMessagingCredentials } from '../../lib/homes/messaging-credentials.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { SKILL_ID, startWorld, type World } from '../harness/world.ts';

let world: World;
let amazon: ReportingSide;
let people = 0;

beforeAll(async () => {
  world = await startWorld();
  amazon = createReportingSide(world);
});
afterEach(() => amazon.setFaults({}));
afterAll(async () => {
  amazon.close();
  await world.close();
});

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** The clock of the functions, ahead of everybody else's. */
let ahead = 0;
const clock = () => Date.now() + ahead;
afterEach(() => {
  ahead = 0;
});

/** Asks the stand-in for Login with Amazon, as the report function does. */
const refresh: Refresh = async (refreshToken, deadline) => {
  const stored = createMessagingCredentials(world.registry, world.vault, SKILL_ID);
  const request = refreshRequest(world.amazon.lwaTokenUrl, await stored.read(deadline), refreshToken);
  return sendTokenRequest(request, deadline.within(400));
};
/** One worker. Each has a keeper of its own: they share the table and nothing else. */
const worker = (how: Refresh = refresh) => createGrantTokens(world.registry, world.vault, how, clock);
const link = async () => {
  people += 1;
  return amazon.link(`user-${people}`, `amazon-${people}`);
};
const tokenOf = async (id: GrantId, refused?: Secret) =>
  (await worker().accessToken(id, world.deadline(), refused)).token.reveal();
const itemOf = ({ sub, region, originJti }: GrantId) =>
  world.registry.get(grantKey(sub, region, originJti), world.deadline());
/** How many refreshes Login with Amazon was asked for while something was done. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  const { tokenRequests } = await amazon.ledger();
  await work();
  return (await amazon.ledger()).tokenRequests - tokenRequests;
}
const takes = async (token: string) =>
  (
    await fetch(world.amazon.eventGatewayUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    })
  ).status !== 401;

describe('an access token', () => {
  test('that is fresh is used as it is', async () => {
    const id = await link();
    expect(await asked(async () => expect(await takes(await tokenOf(id))).toBe(true))).toBe(0);
  });

  test.each([
    ['six minutes before its end is used', HOUR_MS - 6 * MINUTE_MS, 0],
    ['four minutes before its end is refreshed', HOUR_MS - 4 * MINUTE_MS, 1],
    ['long after its end is refreshed', 30 * HOUR_MS, 1],
  ])('%s', async (_name, later, refreshes) => {
    const id = await link();
    const first = await tokenOf(id);
    ahead = later;
    let second = '';
    expect(
      await asked(async () => {
        second = await tokenOf(id);
      }),
    ).toBe(refreshes);
    expect(second === first).toBe(refreshes === 0);
    // What was refreshed is kept: nobody asks again.
    expect(await asked(async () => expect(await tokenOf(id)).toBe(second))).toBe(0);
    expect((await itemOf(id))?.lease).toBeUndefined();
  });

  test('is refreshed once for thirty workers, who all get the same', async () => {
    const id = await link();
    const first = await tokenOf(id);
    ahead = 2 * HOUR_MS;
    const { refreshes } = await amazon.ledger();
    const tokens = await Promise.all(Array.from({ length: 30 }, () => tokenOf(id)));
    expect((await amazon.ledger()).refreshes - refreshes).toBe(1);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).not.toBe(first);
  });

  test('that the gateway refused is refreshed once, whoever else was refused it', async () => {
    const id = await link();
    const refused = new Secret(await tokenOf(id));
    const { refreshes } = await amazon.ledger();
    const tokens = await Promise.all(Array.from({ length: 8 }, () => tokenOf(id, refused)));
    expect((await amazon.ledger()).refreshes - refreshes).toBe(1);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens).not.toContain(refused.reveal());
  });

  test('of nobody is none', async () => {
    const id: GrantId = { sub: 'nobody', region: 'EU', originJti: 'none' };
    expect(await outcomeOf(tokenOf(id))).toBe('grant_dead');
    expect(await itemOf(id)).toBeUndefined();
  });
});

describe('a refresh', () => {
  test('without a refresh token in its answer keeps the old one', async () => {
    const id = await link();
    const given: string[] = [];
    const sparing: Refresh = async (refreshToken) => {
      given.push(refreshToken.reveal());
      return { accessToken: new Secret(`Atza|${given.length}`), refreshToken: undefined, expiresIn: 3_600 };
    };
    for (const hours of [2, 4]) {
      ahead = hours * HOUR_MS;
      await worker(sparing).accessToken(id, world.deadline());
    }
    expect(given).toHaveLength(2);
    expect(given[1]).toBe(given[0]);
  });

  test('that brings a new refresh token keeps that', async () => {
    const id = await link();
    const given: string[] = [];
    const generous: Refresh = async (refreshToken) => {
      given.push(refreshToken.reveal());
      return {
        accessToken: new Secret(`Atza|${given.length}`),
        refreshToken: new Secret(`Atzr|${given.length}`),
        expiresIn: 3_600,
      };
    };
    for (const hours of [2, 4]) {
      ahead = hours * HOUR_MS;
      await worker(generous).accessToken(id, world.deadline());
    }
    expect(given[1]).toBe('Atzr|1');
  });

  test('of a grant that Amazon has revoked is the last, and the owner sees it', async () => {
    const id = await link();
    ahead = 2 * HOUR_MS;
    await amazon.setFaults({ lwa: { error: 'invalid_grant' } });
    expect(await asked(async () => expect(await outcomeOf(tokenOf(id))).toBe('grant_dead'))).toBe(1);
    expect(await asked(async () => expect(await outcomeOf(tokenOf(id))).toBe('grant_dead'))).toBe(0);
    expect(await amazon.grants.list(id.sub, world.deadline())).toMatchObject([{ dead: 'invalid_grant' }]);

    await amazon.setFaults({});
    await amazon.link(id.sub, `amazon-${people}`);
    expect(await outcomeOf(tokenOf(id))).toBe('ok');
    expect((await amazon.grants.list(id.sub, world.deadline()))[0]).not.toHaveProperty('dead');
  });

  test.each([
    ['fails', { status: 500 }, 'login_with_amazon_unavailable'],
    ['is throttled', { status: 429 }, 'login_with_amazon_unavailable'],
    ['takes too long', { delayMs: 2_000 }, 'login_with_amazon_unavailable'],
    ['is a web page', { body: '<html>' }, 'login_with_amazon_unavailable'],
    ['breaks off', { truncate: true }, 'login_with_amazon_unavailable'],
    ['knows not the skill', { error: 'invalid_client' }, 'messaging_credentials_invalid'],
  ])('that %s kills nothing, and the next need not wait for it', async (_name, fault, outcome) => {
    const id = await link();
    ahead = 2 * HOUR_MS;
    await amazon.setFaults({ lwa: { ...fault, times: 1 } });
    expect(await outcomeOf(tokenOf(id))).toBe(outcome);
    const began = Date.now();
    expect(await outcomeOf(tokenOf(id))).toBe('ok');
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  test('that fails early leaves the token that is still good', async () => {
    const id = await link();
    const first = await tokenOf(id);
    ahead = HOUR_MS - 4 * MINUTE_MS;
    await amazon.setFaults({ lwa: { status: 503 } });
    expect(await tokenOf(id)).toBe(first);
    // Not for one that the gateway has refused.
    expect(await outcomeOf(tokenOf(id, new Secret(first)))).toBe('login_with_amazon_unavailable');
    ahead = HOUR_MS - 10_000;
    expect(await outcomeOf(tokenOf(id))).toBe('login_with_amazon_unavailable');
  });

  test('of a worker that is gone holds up the others no longer than its lease', async () => {
    const id = await link();
    ahead = 2 * HOUR_MS;
    let taken = () => {};
    const hasLease = new Promise<void>((resolve) => {
      taken = resolve;
    });
    const gone = worker(() => {
      taken();
      return new Promise(() => {});
    });
    void gone.accessToken(id, world.deadline());
    await hasLease;
    const early = worker().accessToken(id, world.deadline().within(200));
    expect(await outcomeOf(early)).toBe('out_of_time');
    ahead += 8_001;
    expect(await outcomeOf(tokenOf(id))).toBe('ok');
  });
});

describe('a new grant while the old one is refreshed', () => {
  const slowly =
    (id: GrantId, then: Refresh): Refresh =>
    async (refreshToken, deadline) => {
      await amazon.link(id.sub, 'amazon-new', id);
      return then(refreshToken, deadline);
    };

  test('wins over fresh tokens of the old one', async () => {
    const id = await link();
    ahead = 2 * HOUR_MS;
    const before = (await itemOf(id))?.version;
    // The new grant lasts beyond this worker's clock.
    const { token } = await worker(
      slowly(id, async () => {
        ahead = 0;
        return { accessToken: new Secret('Atza|old'), refreshToken: undefined, expiresIn: 3_600 };
      }),
    ).accessToken(id, world.deadline());
    expect(token.reveal()).not.toBe('Atza|old');
    expect(await takes(token.reveal())).toBe(true);
    expect((await itemOf(id))?.version).toBe(Number(before) + 1);
  });

  test('is not declared dead for the old one', async () => {
    const id = await link();
    ahead = 2 * HOUR_MS;
    await amazon.setFaults({ lwa: {} });
    const { token } = await worker(
      slowly(id, async (_refreshToken, deadline) => {
        ahead = 0;
        return refresh(new Secret('Atzr|revoked'), deadline);
      }),
    ).accessToken(id, world.deadline());
    expect(await takes(token.reveal())).toBe(true);
    expect((await amazon.grants.list(id.sub, world.deadline()))[0]).not.toHaveProperty('dead');
  });
});

describe('a fresh token that the gateway refuses', () => {
  /** What comes of sending with whatever there is, to a gateway that refuses everything. */
  const refusedAll = async (id: GrantId): Promise<string> => {
    const first = await outcomeOf(tokenOf(id));
    if (first !== 'ok') return first;
    const one = new Secret(await tokenOf(id));
    const second = await outcomeOf(tokenOf(id, one));
    return second === 'ok' ? outcomeOf(tokenOf(id, new Secret(await tokenOf(id)))) : second;
  };
  const dead = async ({ sub }: GrantId) => (await amazon.grants.list(sub, world.deadline()))[0]?.dead;

  test('is not replaced by another one', async () => {
    const id = await link();
    expect(await asked(async () => expect(await refusedAll(id)).toBe('gateway_token_refused'))).toBe(1);
    expect(await asked(async () => expect(await refusedAll(id)).toBe('gateway_token_refused'))).toBe(0);
    ahead = 5 * MINUTE_MS;
    expect(await asked(async () => expect(await refusedAll(id)).toBe('gateway_token_refused'))).toBe(1);
    expect(await dead(id)).toBeUndefined();
  });

  test('for twenty minutes is the last of its link, before deliveries are given up', async () => {
    const id = await link();
    const pauses = [2, 5, 15, 30, 60, 120, 240, 300, 300, 300, 300];
    let outcome = await refusedAll(id);
    const { refreshes } = await amazon.ledger();
    while (outcome !== 'grant_dead' && pauses.length > 0) {
      expect(outcome).toBe('gateway_token_refused');
      ahead += (pauses.shift() ?? 0) * 1000;
      outcome = await refusedAll(id);
    }
    expect(outcome).toBe('grant_dead');
    expect(ahead).toBeGreaterThanOrEqual(20 * MINUTE_MS);
    expect((await amazon.ledger()).refreshes - refreshes).toBeLessThanOrEqual(4);
    expect(await dead(id)).toBe('INVALID_ACCESS_TOKEN_EXCEPTION');
  });

  test.each<[string, (id: GrantId) => Promise<unknown>]>([
    ['it takes one', (id) => worker().trust(id, world.deadline())],
    ['there was a long pause', async () => (ahead += 11 * MINUTE_MS)],
    ['the account is linked again', (id) => amazon.link(id.sub, 'amazon-again', id)],
  ])('counts from the beginning when meanwhile %s', async (_what, happens) => {
    const id = await link();
    for (ahead = 0; ahead < 20 * MINUTE_MS; ahead += 9 * MINUTE_MS) {
      expect(await refusedAll(id)).toBe('gateway_token_refused');
    }
    await happens(id);
    for (let times = 0; times < 2; times += 1) {
      expect(await refusedAll(id)).toBe('gateway_token_refused');
      ahead += 5 * MINUTE_MS;
    }
    expect(await dead(id)).toBeUndefined();
  });

  test('leaves a doubt, which is gone with the first that is taken', async () => {
    const id = await link();
    await refusedAll(id);
    expect(await worker().accessToken(id, world.deadline())).toMatchObject({ isDoubted: true });
    await worker().trust(id, world.deadline());
    expect(await worker().accessToken(id, world.deadline())).toMatchObject({ isDoubted: false });
    await worker().trust(id, world.deadline());
    const nobody: GrantId = { ...id, originJti: 'none' };
    await worker().trust(nobody, world.deadline());
    expect(await itemOf(nobody)).toBeUndefined();
  });
});

describe('what the gateway says of a link', () => {
  test('counts for the tokens that it was said of', async () => {
    const id = await link();
    const old = new Secret(await tokenOf(id));
    await amazon.link(id.sub, 'amazon-again', id);
    const keeper = worker();
    expect(await keeper.markDead(id, 'SKILL_DISABLED_EXCEPTION', old, world.deadline())).toBe(false);
    const fresh = new Secret(await tokenOf(id));
    expect(await keeper.markDead(id, 'X', fresh, world.deadline(), MINUTE_MS)).toBe(false);
    ahead = 2 * MINUTE_MS;
    expect(await keeper.markDead(id, 'X', fresh, world.deadline(), MINUTE_MS)).toBe(true);
    expect(await keeper.markDead(id, 'X', old, world.deadline()).catch(() => 'dead')).toBe('dead');
    expect(await outcomeOf(tokenOf(id))).toBe('grant_dead');
  });
});
