import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { createOwner, type Owner } from '../harness/owner.ts';

const GARAGE = 'cover#garage_door';

type GatewayPage = Awaited<ReturnType<ReturnType<Owner['alexa']>['events']>>;

interface News {
  event: {
    header: { name: string };
    payload: { endpoints?: { endpointId: string; friendlyName?: string }[] };
  };
}

/** What an owner wants of devices, through the doors that people and Alexa use. */
describe('an owner chooses what Alexa sees', () => {
  const checker = createChecker();
  let stateDir: string;
  let stack: Stack;
  let owner: Owner;
  let alexa: ReturnType<Owner['alexa']>;
  let home: string;
  let seen = 0;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'porchlight-devices-'));
    stack = await startStack({
      isBundled: true,
      ports: await freePorts('127.0.0.1'),
      stateDir,
      log: () => undefined,
    });
    owner = createOwner(stack.file, stack.file.demo);
    alexa = owner.alexa(checker);
    await owner.signIn();
    const { body } = await owner.api('GET', '/me');
    home = (body.homes as { home: string }[])[0]?.home ?? '';
    await alexa.linkAsOwner();
    expect(await alexa.grant()).toMatchObject({ error: undefined, problems: [] });
    expect(await alexa.discover()).toMatchObject({ error: undefined, problems: [] });
  });
  afterAll(async () => {
    alexa.close();
    await stack.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  const want = (override: object) =>
    owner.api('PUT', `/homes/${home}/devices/${encodeURIComponent(GARAGE)}`, override);
  /** The next event about the list of devices. */
  async function news(): Promise<{ name: string; endpoints: object[] }> {
    for (;;) {
      const page: GatewayPage = await alexa.events(seen, { waitSeconds: 20 });
      seen = page.next;
      if (page.events.length === 0) throw new Error('Alexa heard nothing.');
      for (const { message } of page.events) {
        expect(checker.check(message)).toEqual([]);
        const { header, payload } = (message as News).event;
        if (payload.endpoints === undefined) continue;
        return { name: header.name, endpoints: payload.endpoints };
      }
    }
  }
  const setMode = (mode: string) =>
    alexa.directive('Alexa.ModeController', 'SetMode', `${home}:${GARAGE}`, { mode }, 'cover.position');
  const garage = () =>
    stack.demoHome?.entities().find(({ entityId }) => entityId === 'cover.garage_door')?.state;

  it('out of what the home has', async () => {
    const listed = async () => (await owner.api('GET', `/homes/${home}/devices`)).body.devices;
    await expect.poll(listed, { timeout: 10_000 }).toHaveLength(16);
    seen = (await alexa.events(0)).next;
  });

  it('a new name is with Alexa at once', async () => {
    expect(await want({ name: 'Gate', secure: true })).toMatchObject({
      status: 200,
      body: { id: GARAGE, name: 'Garage door', alexaName: 'Gate', state: 'shown' },
    });
    const { name, endpoints } = await news();
    expect(name).toBe('AddOrUpdateReport');
    expect(endpoints).toMatchObject([{ endpointId: `${home}:${GARAGE}`, friendlyName: 'Gate' }]);
  });

  it('what is secured closes by voice, and does not open', async () => {
    expect(await setMode('position.open')).toMatchObject({ error: 'INSUFFICIENT_PERMISSIONS' });
    expect(garage()).toBe('closed');
    expect(await setMode('position.closed')).toMatchObject({ error: undefined, problems: [] });
    await want({ name: 'Gate' });
    expect(await setMode('position.open')).toMatchObject({ error: undefined, problems: [] });
    await expect.poll(garage).toMatch(/^open/);
    await news();
  });

  it('what is held back is gone, and back again', async () => {
    await want({ hidden: true });
    expect(await news()).toMatchObject({
      name: 'DeleteReport',
      endpoints: [{ endpointId: `${home}:${GARAGE}` }],
    });
    expect(await setMode('position.closed')).toMatchObject({ error: 'NO_SUCH_ENDPOINT' });
    await want({});
    expect(await news()).toMatchObject({
      name: 'AddOrUpdateReport',
      endpoints: [{ friendlyName: 'Garage door' }],
    });
  });

  it('a home that is paused does nothing until it is resumed', async () => {
    const patch = (paused: boolean) => owner.api('PATCH', `/homes/${home}`, { name: 'Cabin', paused });
    expect(await patch(true)).toEqual({
      status: 200,
      body: { home, name: 'Cabin', paused: true, assistant: null },
    });
    expect(await setMode('position.closed')).toMatchObject({ error: 'CLOUD_CONTROL_DISABLED' });
    expect((await patch(false)).body).toMatchObject({ paused: false });
    expect(await setMode('position.closed')).toMatchObject({ error: undefined });
  });
});
