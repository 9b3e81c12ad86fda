import { createHash } from 'node:crypto';
import type { GrantTokens } from '../alexa/login-with-amazon.ts';
import type { Clock, Deadline } from '../deadline.ts';
import { StoreConflict } from '../outcomes/service.ts';
import { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import { grantKey } from './keys.ts';
import { retryConflicts } from './retry-conflicts.ts';
import type { Item, Table } from './table.ts';

/** Alexa's regions; a grant's events go to the gateway of the region in which it was accepted. */
export type AlexaRegion = 'NA' | 'EU' | 'FE';

/** One Amazon account's link in one region. `originJti` survives refreshes, and differs between two links. */
export interface GrantId {
  sub: string;
  region: AlexaRegion;
  originJti: string;
}

/** What a link that is to go has been told: that its devices are gone. */
export interface Farewell {
  /** When that was queued, epoch milliseconds. */
  since: number;
  /** The names of the deliveries. */
  expected: string[];
  /** What became of those that are over: `ok`, or an outcome's code. */
  over: ReadonlyMap<string, string>;
}

export interface GrantSummary extends GrantId {
  /** Epoch milliseconds. */
  acceptedAt: number;
  /** Why Alexa takes no more events for this link, if it does not; only linking again mends it. */
  dead?: string;
  /** It is about to go. */
  farewell?: Farewell;
}

export interface Grants {
  /**
   * Takes the right to exchange a code, for the length of a lease: a code that is sent twice is lost, so one
   * invocation sends it and the others wait for what comes of it.
   * @returns `claimed`; `stored` when this code's tokens are kept already; `busy` while another invocation has it
   */
  claim(id: GrantId, code: Secret, deadline: Deadline): Promise<'claimed' | 'stored' | 'busy'>;
  /** Gives the right back after a failure, so that a repetition need not wait for the lease. */
  release(id: GrantId, code: Secret, deadline: Deadline): Promise<void>;
  /** Seals and keeps the tokens. The last grant of a link wins. */
  store(id: GrantId, code: Secret, tokens: GrantTokens, deadline: Deadline): Promise<void>;
  list(sub: string, deadline: Deadline): Promise<GrantSummary[]>;
  /**
   * Forgets what a link was granted in all regions, tokens and all, unless it was accepted later than that.
   * @param before epoch milliseconds
   * @returns how many went
   */
  remove(link: Pick<GrantId, 'sub' | 'originJti'>, before: number, deadline: Deadline): Promise<number>;
  /** Notes which deliveries a link is told its farewell with; the first note stays. */
  noteFarewell(id: GrantId, expected: readonly string[], deadline: Deadline): Promise<void>;
  /**
   * Notes what became of a delivery that somebody waits for. Of a grant that is gone nothing is noted.
   * @param outcome `ok`, or an outcome's code
   */
  acknowledge(id: GrantId, name: string, outcome: string, deadline: Deadline): Promise<void>;
  /** Forgets a grant, tokens and all. */
  delete(id: GrantId, deadline: Deadline): Promise<void>;
}

/**
 * How a link is named to those who are not to know its `origin_jti`. It is no secret, and still nobody's business: in
 * an address of the API it would be written down on the way.
 */
export const linkIdOf = ({ originJti }: Pick<GrantId, 'originJti'>): string =>
  createHash('sha256').update(`link ${originJti}`).digest('base64url').slice(0, 22);

/** Longer than an exchange may take. */
const LEASE_MS = 6_000;
/** Codes remembered for repeats; they live minutes, and a link sees few of them. */
const REMEMBERED_CODES = 5;

/** Each code under exchange has an attribute of its own on the grant: until when, in epoch milliseconds. */
const CLAIM = 'claim:';

const hashOf = (code: Secret): string => createHash('sha256').update(code.reveal()).digest('base64url');

const claimOf = (code: Secret): string => `${CLAIM}${hashOf(code)}`;

const codesOf = (item: Item | undefined): string[] => (item?.codes as string[] | undefined) ?? [];

function summaryOf(item: Item): GrantSummary[] {
  const [, region, originJti] = item.sk.split('#');
  const acceptedAt = item.acceptedAt;
  if (region === undefined || originJti === undefined || typeof acceptedAt !== 'number') return [];
  const grant = { sub: item.pk.slice('USER#'.length), region: region as AlexaRegion, originJti, acceptedAt };
  const farewell = farewellOf(item);
  return [
    { ...grant, ...(typeof item.dead === 'string' && { dead: item.dead }), ...(farewell && { farewell }) },
  ];
}

function farewellOf({ farewell, over }: Item): Farewell | undefined {
  const noted = farewell as Pick<Farewell, 'since' | 'expected'> | undefined;
  if (noted === undefined) return undefined;
  const pairs = over instanceof Set ? [...over].map((entry) => String(entry).split(' ')) : [];
  return { ...noted, over: new Map(pairs.map(([name = '', outcome = '']) => [name, outcome])) };
}

/** The attributes of claims that nobody came back for. */
const expiredClaims = (item: Item | undefined, now: number): string[] =>
  Object.entries(item ?? {}).flatMap(([name, until]) =>
    name.startsWith(CLAIM) && Number(until) < now ? [name] : [],
  );

/**
 * Writes a grant over the one that was read. Claims of other codes stay: who exchanges them now still has to store.
 * @param version of the grant that was read; undefined where there was none
 */
function replacement(grant: Record<string, unknown>, claims: readonly string[], version: unknown) {
  const fields = Object.entries(grant);
  const gone = [...new Set(claims)].map((name, index) => [`#c${index}`, name] as const);
  const names = fields.map(([name], index) => [`#f${index}`, name] as const);
  const values = Object.fromEntries(fields.map(([, value], index) => [`:f${index}`, value]));
  return {
    update: `SET ${fields.map((_field, index) => `#f${index} = :f${index}`).join(', ')} REMOVE ${gone.map(([alias]) => alias).join(', ')}`,
    expression: version === undefined ? 'attribute_not_exists(#version)' : '#version = :version',
    names: { ...Object.fromEntries([...names, ...gone]), '#version': 'version' },
    values: { ...values, ...(version !== undefined && { ':version': version }) },
  };
}

/** Where the condition does not hold there is nothing to do. */
async function unlessConflict(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof StoreConflict)) throw error;
  });
}

export function createGrants(registry: Table, vault: Vault, clock: Clock = Date.now): Grants {
  const keyOf = ({ sub, region, originJti }: GrantId) => grantKey(sub, region, originJti);

  const list = async (sub: string, deadline: Deadline) => {
    const items = await registry.query(`USER#${sub}`, 'GRANT#', deadline);
    return items.flatMap(summaryOf);
  };

  return {
    claim: async (id, code, deadline) => {
      const now = clock();
      try {
        await registry.update(
          keyOf(id),
          {
            update: 'SET #claim = :until',
            expression:
              '(attribute_not_exists(codes) OR NOT contains(codes, :code)) AND ' +
              '(attribute_not_exists(#claim) OR #claim < :now)',
            names: { '#claim': claimOf(code) },
            values: { ':until': now + LEASE_MS, ':code': hashOf(code), ':now': now },
          },
          deadline,
        );
        return 'claimed';
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
      }
      const item = await registry.get(keyOf(id), deadline);
      return codesOf(item).includes(hashOf(code)) ? 'stored' : 'busy';
    },
    release: async (id, code, deadline) => {
      const change = {
        update: 'REMOVE #claim',
        expression: 'attribute_exists(#claim)',
        names: { '#claim': claimOf(code) },
      };
      await registry.update(keyOf(id), change, deadline).catch((error: unknown) => {
        if (!(error instanceof StoreConflict)) throw error;
      });
    },
    store: async (id, code, tokens, deadline) => {
      const key = keyOf(id);
      const secret = new Secret(
        JSON.stringify({
          v: 1,
          accessToken: tokens.accessToken.reveal(),
          refreshToken: tokens.refreshToken.reveal(),
        }),
      );
      const sealed = await vault.seal(secret, { ...key, purpose: 'grant' }, deadline);
      await retryConflicts(deadline, async () => {
        const item = await registry.get(key, deadline);
        const now = clock();
        const grant = {
          v: 1,
          sealed,
          codes: [...codesOf(item), hashOf(code)].slice(-REMEMBERED_CODES),
          acceptedAt: now,
          expiresAt: now + tokens.expiresIn * 1000,
          version: Number(item?.version ?? 0) + 1,
        };
        // New tokens, new life: whatever was wrong with the old ones is over.
        const done = [claimOf(code), ...expiredClaims(item, now), 'dead', 'lease'];
        await registry.update(key, replacement(grant, done, item?.version), deadline);
      });
    },
    list,
    remove: async ({ sub, originJti }, before, deadline) => {
      const old = (await list(sub, deadline)).filter(
        (grant) => grant.originJti === originJti && grant.acceptedAt < before,
      );
      const isStillOld = { expression: 'acceptedAt < :before', values: { ':before': before } };
      const removals = old.map(async (grant) => {
        try {
          await registry.delete(keyOf(grant), isStillOld, deadline);
          return 1;
        } catch (error) {
          // Accepted anew since it was read, or gone already.
          if (error instanceof StoreConflict) return 0;
          throw error;
        }
      });
      return (await Promise.all(removals)).reduce<number>((sum, one) => sum + one, 0);
    },
    noteFarewell: async (id, expected, deadline) => {
      const change = {
        update: 'SET farewell = :farewell',
        expression: 'attribute_exists(acceptedAt) AND attribute_not_exists(farewell)',
        values: { ':farewell': { since: clock(), expected } },
      };
      await unlessConflict(registry.update(keyOf(id), change, deadline));
    },
    acknowledge: async (id, name, outcome, deadline) => {
      const change = {
        update: 'ADD #over :entry',
        expression: 'attribute_exists(acceptedAt)',
        names: { '#over': 'over' },
        values: { ':entry': new Set([`${name} ${outcome}`]) },
      };
      await unlessConflict(registry.update(keyOf(id), change, deadline));
    },
    delete: (id, deadline) => registry.delete(keyOf(id), null, deadline),
  };
}
