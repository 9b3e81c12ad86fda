import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { createOwner, type Owner } from '../harness/owner.ts';
import { asText, dumpTable } from '../harness/table-dump.ts';

const PASSWORD = 'Canary-pass-w0rd!';
const GUEST = 'second.person@example.com';
/** As the owner types it. */
const INVITED = 'Second.Person@Example.com';

interface Household {
  members: { sub: string; role: string; email?: string; linked: boolean; you: boolean }[];
  invitations: { id: string; email?: string }[];
}

/** Two people and a home, through the doors that people and Alexa use. */
describe('a household', () => {
  const checker = createChecker();
  const output: string[] = [];
  let stateDir: string;
  let stack: Stack;
  let owner: Owner;
  let guest: Owner;
  let alexa: ReturnType<Owner['alexa']>;
  let home: string;
  let link: URL;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'porchlight-household-'));
    const log = (line: string) => output.push(line);
    stack = await startStack({
      isBundled: true,
      ports: await freePorts('127.0.0.1'),
      stateDir,
      logLevel: 'DEBUG',
      log,
    });
    owner = createOwner(stack.file, stack.file.demo);
    guest = createOwner(stack.file, { username: GUEST, password: PASSWORD });
    alexa = guest.alexa(checker);
    await owner.signIn();
    const { body } = await owner.api('GET', '/me');
    home = (body.homes as { home: string }[])[0]?.home ?? '';
  });
  afterAll(async () => {
    alexa.close();
    await stack.close();
    await rm(stateDir, { recursive: true, force: true });
    console.log(checker.summary());
  });

  const token = () => link.hash.slice(1);
  const household = async (who: Owner) =>
    (await who.api('GET', `/homes/${home}/members`)).body as unknown as Household;
  const lamp = () => stack.demoHome?.entities().find(({ entityId }) => entityId === 'light.kitchen')?.state;
  const switchLamp = async (name: 'TurnOn' | 'TurnOff') => {
    const exchange = await alexa.directive('Alexa.PowerController', name, `${home}:light#kitchen`);
    expect(exchange.problems).toEqual([]);
    return exchange;
  };
  /** What came to the gateway since then of devices that come and go: names of events, and how many each is about. */
  const newsAfter = async (seq: number) =>
    (await alexa.events(seq)).events.flatMap(({ message }) => {
      const { header, payload } = (
        message as { event: { header: { name: string }; payload: { endpoints?: object[] } } }
      ).event;
      return payload.endpoints === undefined ? [] : [{ name: header.name, count: payload.endpoints.length }];
    });

  it('begins with an owner, whom the login service knows by a verified address', async () => {
    await expect
      .poll(async () => (await owner.api('GET', '/status')).body, { timeout: 10_000 })
      .toMatchObject({ homes: [{ home, role: 'owner', devices: { count: 16 } }] });
    const invited = await owner.api('POST', `/homes/${home}/invitations`, { email: INVITED });
    expect(invited.status).toBe(201);
    link = new URL(String(invited.body.link));
    expect([link.origin, link.pathname]).toEqual([stack.file.portal, '/join']);
    expect(await household(owner)).toMatchObject({
      members: [{ role: 'owner', email: stack.file.demo.username, you: true }],
      invitations: [{ id: invited.body.id, email: INVITED }],
    });
  });

  it('is closed to the second person, whose Alexa is linked and empty', async () => {
    await guest.signUp();
    await alexa.linkAsOwner();
    expect(await alexa.grant()).toMatchObject({ error: undefined });
    expect(await switchLamp('TurnOn')).toMatchObject({ error: 'NO_SUCH_ENDPOINT', unlinked: false });
    expect(await guest.api('GET', `/homes/${home}/members`)).toMatchObject({ status: 404 });
  });

  it('is closed to a third person with the link of the second', async () => {
    const third = createOwner(stack.file, { username: 'third@example.com', password: PASSWORD });
    await third.signUp();
    for (const step of ['preview', 'accept'])
      expect(await third.api('POST', `/invitations/${step}`, { token: token() })).toMatchObject({
        status: 403,
        body: { error: { code: 'invitation_not_yours' } },
      });
    expect((await third.api('GET', '/me')).body.homes).toEqual([]);
  });

  it('takes the second person in, and their Alexa hears of the devices by itself', async () => {
    const { next } = await alexa.events(0);
    expect((await guest.api('POST', '/invitations/preview', { token: token() })).body).toMatchObject({
      owner: stack.file.demo.username,
    });
    const joined = await guest.api('POST', '/invitations/accept', { token: token() });
    expect([joined.status, joined.body]).toMatchObject([200, { home }]);
    await expect
      .poll(() => newsAfter(next), { timeout: 10_000 })
      .toEqual([{ name: 'AddOrUpdateReport', count: 16 }]);
    for (const name of ['TurnOff', 'TurnOn'] as const) {
      expect(await switchLamp(name)).toMatchObject({ error: undefined });
      await expect.poll(lamp).toBe(name === 'TurnOn' ? 'on' : 'off');
    }
    expect((await household(guest)).members).toMatchObject([
      { role: 'owner', you: false },
      { role: 'member', email: GUEST, linked: true, you: true },
    ]);
  });

  it('changes hands and back', async () => {
    const { members } = await household(owner);
    const [first = '', second = ''] = members.map(({ sub }) => sub);
    expect(await owner.api('PUT', `/homes/${home}/owner`, { sub: second })).toMatchObject({ status: 200 });
    expect(await owner.api('POST', `/homes/${home}/invitations`, {})).toMatchObject({ status: 403 });
    const open = await guest.api('POST', `/homes/${home}/invitations`, {});
    expect(await guest.api('DELETE', `/homes/${home}/invitations/${open.body.id}`)).toEqual({
      status: 204,
      body: {},
    });
    // Nothing changes for either Alexa: the home's own token stays.
    expect(await switchLamp('TurnOff')).toMatchObject({ error: undefined });
    expect(await guest.api('PUT', `/homes/${home}/owner`, { sub: first })).toMatchObject({ status: 200 });
  });

  it('puts the second person out: at the next directive, and the devices go', async () => {
    const { next } = await alexa.events(0);
    const { members } = await household(owner);
    const sub = members.find(({ you }) => !you)?.sub;
    expect(await owner.api('DELETE', `/homes/${home}/members/${sub}`)).toMatchObject({ status: 200 });
    expect(await switchLamp('TurnOn')).toMatchObject({ error: 'NO_SUCH_ENDPOINT', unlinked: false });
    expect(lamp()).toBe('off');
    await expect
      .poll(() => newsAfter(next), { timeout: 10_000 })
      .toEqual([{ name: 'DeleteReport', count: 16 }]);
    expect(await guest.api('POST', '/invitations/accept', { token: token() })).toMatchObject({
      status: 404,
      body: { error: { code: 'invitation_invalid' } },
    });
  });

  it('keeps neither the link nor the address of who has left', async () => {
    const registry = asText(await dumpTable(stack.file, stack.file.dynamodb.registry));
    const log = await readFile(join(stateDir, 'functions.log'), 'utf8');
    const places = [registry, log, output.join('\n'), stack.looks().join('\n')];
    for (const place of places) expect(place).not.toContain(token().slice(-43));
    for (const place of [registry, log]) expect(place.toLowerCase()).not.toContain(GUEST);
  });
});
