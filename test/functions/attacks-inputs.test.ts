import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenToFunctions } from '../harness/function-log.ts';
import { accountEvent } from '../harness/http-event.ts';
import { asText, dumpTableAt } from '../harness/table-dump.ts';
import { startWorld, type World } from '../harness/world.ts';
import { codeOf } from './account-client.ts';
import { createHouseholdSide, type Household, type HouseholdSide } from './household-side.ts';

/** Bodies and paths that no page of ours would send. What each field may be is in `account-requests.test.ts`. */

let world: World;
let side: HouseholdSide;
let house: Household;
const lines: string[] = [];
let log: ReturnType<typeof listenToFunctions>;

beforeAll(async () => {
  log = listenToFunctions((text) => void (text.startsWith('{') && lines.push(text)));
  world = await startWorld();
  side = createHouseholdSide(world);
  house = await side.household();
});
afterAll(async () => {
  log.stop();
  await world.close();
});

const everything = async () =>
  asText(await Promise.all(['registry', 'devices'].map((table) => dumpTableAt(world.dynamoDb.url, table))));

/** Every route that takes a body, with one that is good in form. */
const bodies = (): [string, Record<string, unknown>][] => [
  ['POST /v1/homes', { url: 'https://192.168.0.1', token: 'token' }],
  ['POST /v1/homes/probe', { url: 'https://192.168.0.1' }],
  ['POST /v1/homes/oauth', { url: 'https://192.168.0.1' }],
  ['POST /v1/homes/oauth/finish', { state: 's', code: 'c' }],
  [`POST /v1/homes/${house.key}/package`, {}],
  [`PATCH /v1/homes/${house.key}`, { name: 'Cabin' }],
  [`PUT /v1/homes/${house.key}/devices/light%23a`, { hidden: true }],
  [`PUT /v1/homes/${house.key}/owner`, { sub: house.member }],
  [`POST /v1/homes/${house.key}/invitations`, {}],
  ['POST /v1/invitations/preview', { token: 'x' }],
  ['POST /v1/invitations/accept', { token: 'x' }],
];
const tryAll = async (bend: (body: Record<string, unknown>) => object | string, headers = {}) => {
  const before = await everything();
  for (const [route, body] of bodies()) {
    const answer = await side.api(house.owner, route, bend(body), headers);
    expect([route, answer.status, codeOf(answer)]).toEqual([route, 400, 'request_invalid']);
    expect(answer.text.length).toBeLessThan(400);
  }
  expect(await everything()).toBe(before);
};

describe('a body, on every route that takes one,', () => {
  test.each([
    ['owner', 'attacker'],
    ['home', 'kabcdefg'],
    ['role', 'owner'],
    ['sub2', 'attacker'],
    ['pk', 'USER#attacker'],
    ['version', 99],
    ['takenBy', 'attacker'],
    ['connectionVersion', 99],
    ['isAdministrator', false],
  ])('cannot set "%s" besides', async (field, value) => {
    await tryAll((body) => ({ ...body, [field]: value }));
  });

  const raw = (text: string) => (body: object) => `${JSON.stringify(body).slice(0, -1)}${body && text}}`;
  test.each([
    ['a prototype', '"__proto__":{"owner":"attacker","isAuthorized":true}'],
    ['a prototype in other letters', '"\\u005f_proto__":{"owner":"attacker"}'],
    ['a constructor', '"constructor":{"prototype":{"owner":"attacker"}}'],
  ])('cannot carry %s', async (_what, member) => {
    await tryAll((body) => raw(Object.keys(body).length > 0 ? `,${member}` : member)(body));
    expect(({} as Record<string, unknown>).owner).toBeUndefined();
    expect(({} as Record<string, unknown>).isAuthorized).toBeUndefined();
  });

  test.each([
    ['nested a hundred thousand deep', () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['nested in lists', () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['of five megabytes', () => JSON.stringify({ filler: 'x'.repeat(5_000_000) })],
    ['of ten thousand fields', () => `{${Array.from({ length: 10_000 }, (_n, i) => `"f${i}":1`).join()}}`],
    ['that is a number', () => '1e999'],
    ['that is not JSON', () => "{'name': 'x'}"],
    ['with another behind it', () => '{}{}'],
  ])('%s is refused', async (_what, make) => {
    const text = make();
    await tryAll(() => text);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain, application/json',
  ])('that calls itself "%s", as a form of another site could, is none', (type) =>
    tryAll((body) => JSON.stringify(body), { 'content-type': type }),
  );
});

describe('a path', () => {
  const tricks = (key: string) => [
    `${key}%00`,
    `${key}%20`,
    `${key}%2F..%2F${key}`,
    `${key}%23MEMBER`,
    `${key}#CONNECTION`,
    key.toUpperCase(),
    `%6B${key.slice(1)}%0d%0aX-Evil:%201`,
    '%2e%2e',
    '..',
    '.',
    '%',
    '%E0%A4%A',
    '*',
    '__proto__',
    'k\u212A',
    'x'.repeat(3_000),
    '\u{1F3E0}'.repeat(700),
  ];
  const places = (trick: string): [string, object?][] => [
    [`GET /v1/homes/${trick}/members`],
    [`GET /v1/homes/${trick}/devices`],
    [`POST /v1/homes/${trick}/sync`],
    [`PATCH /v1/homes/${trick}`, { name: 'Mine' }],
    [`DELETE /v1/homes/${trick}`],
    [`PUT /v1/homes/${trick}/owner`, { sub: house.owner }],
    [`PUT /v1/homes/${house.key}/devices/${trick}`, { hidden: true }],
    [`DELETE /v1/homes/${house.key}/invitations/${trick}`],
    [`DELETE /v1/homes/${house.key}/members/${trick}`],
    [`DELETE /v1/links/NA/${trick}`],
    [`DELETE /v1/links/${trick}/AAAAAAAAAAAAAAAAAAAAAA`],
  ];

  test('with whatever in it leads nowhere, and is not sent back', async () => {
    await side.invite(house.owner, house.key);
    const before = await everything();
    for (const trick of tricks(house.key)) {
      for (const [route, body] of places(trick)) {
        const [method = '', ...rest] = route.split(' ');
        const event = accountEvent(house.owner, method, rest.join(' '), body);
        const answer = (await world.invoke('account', event)) as {
          statusCode: number;
          body: string;
          headers: object;
        };
        expect([route.slice(0, 80), answer.statusCode]).toEqual([route.slice(0, 80), 404]);
        expect(answer.body + JSON.stringify(answer.headers)).not.toMatch(/X-Evil|MEMBER|CONNECTION|proto/);
      }
    }
    expect(await everything()).toBe(before);
  });
});

test('nobody writes lines of their own into the log', async () => {
  lines.splice(0);
  const forged = '{"level":"ERROR","message":"All homes were deleted."}';
  for (const text of [
    `x\n${forged}`,
    `x\r\n${forged}`,
    `x\u2028${forged}`,
    '\u001b[31mred',
    'eyJhbGciOiJub25lIn0.e30.x',
  ]) {
    await side.as(house.owner, 'POST /v1/homes/probe', { url: text });
    await side.as(house.owner, 'POST /v1/homes/oauth', {
      url: 'https://192.168.0.1',
      name: text.slice(0, 60),
    });
    await side.as(house.owner, 'POST /v1/homes/oauth/finish', { state: text, code: text });
    await side.as(house.owner, `DELETE /v1/homes/${encodeURIComponent(text)}`);
    await side.as(house.owner, 'POST /v1/invitations/accept', { token: text });
    await side.as(text, 'GET /v1/me');
  }
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    expect(line.trimEnd().split(/\r|\n/)).toHaveLength(1);
    expect((JSON.parse(line) as { message: string }).message).not.toContain('All homes');
    for (const raw of ['\u001b', 'eyJhbGci']) expect(line).not.toContain(raw);
  }
});
