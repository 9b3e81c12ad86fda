import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayEvent } from '../../local/alexa/amazon-control.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { freePorts, type Ports } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { createOwner, type Owner } from '../harness/owner.ts';
import { asText, dumpTable } from '../harness/table-dump.ts';

interface Property {
  namespace: string;
  name: string;
  value: unknown;
}

interface ChangeReport {
  event: {
    header: { namespace: string; name: string };
    endpoint: { endpointId: string };
    payload: { change: { cause: { type: string }; properties: Property[] } };
  };
  context: { properties: Property[] };
}

/** From a switch in the house to Alexa, through everything in between. */
describe('a device that is switched', () => {
  const checker = createChecker();
  const COFFEE = 'switch.coffee_machine';
  const output: string[] = [];
  let stateDir: string;
  let ports: Ports;
  let stack: Stack;
  let alexa: ReturnType<Owner['alexa']>;
  let home: string;
  let seen = 0;

  const start = () =>
    startStack({ isBundled: true, ports, stateDir, logLevel: 'DEBUG', log: (line) => output.push(line) });
  const asDemoOwner = () => createOwner(stack.file, stack.file.demo).alexa(checker);

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'porchlight-reporting-'));
    ports = await freePorts('127.0.0.1');
    stack = await start();
    alexa = asDemoOwner();
  });
  afterAll(async () => {
    alexa.close();
    await stack.close();
    await rm(stateDir, { recursive: true, force: true });
    console.log(checker.summary());
  });

  const setState = (entityId: string, state: string) => stack.demoHome?.setState(entityId, { state });
  /** Questions about a device's state that the home was asked so far. */
  const questions = () =>
    (stack.demoHome?.requests() ?? []).filter(({ directive }) => directive === 'Alexa/ReportState').length;

  /** The events that come until nothing has come for half a second; each is checked. */
  async function news(waitSeconds = 20): Promise<{ reports: ChangeReport[] }> {
    const found: GatewayEvent[] = [];
    let page = await alexa.events(seen, { waitSeconds });
    while (page.events.length > 0) {
      found.push(...page.events);
      seen = page.next;
      await pause(500);
      page = await alexa.events(seen);
    }
    for (const { message } of found) expect(checker.check(message)).toEqual([]);
    return { reports: found.map(({ message }) => message as ChangeReport) };
  }

  /** Home Assistant shows a switch to Alexa as a contact too. */
  const asReported = (state: string) => ({
    'Alexa.PowerController/powerState': state.toUpperCase(),
    'Alexa.ContactSensor/detectionState': state === 'on' ? 'DETECTED' : 'NOT_DETECTED',
  });
  const values = (properties: readonly Property[] = []) =>
    Object.fromEntries(properties.map(({ namespace, name, value }) => [`${namespace}/${name}`, value]));

  it('is nobody’s business while no account takes events: the home is not even asked', async () => {
    setState(COFFEE, 'on');
    const { reports } = await news(2);
    expect(reports).toEqual([]);
    setState(COFFEE, 'off');
    await pause(1_000);
    expect(questions()).toBe(0);
  });

  it('is linked and discovered', async () => {
    await alexa.linkAsOwner();
    expect(await alexa.grant()).toMatchObject({ error: undefined, problems: [] });
    expect(await alexa.discover()).toMatchObject({ error: undefined, problems: [] });
    const endpoints = (await alexa.session())?.catalogue?.endpoints ?? [];
    home = endpoints[0]?.endpointId.split(':')[0] ?? '';
    expect(endpoints.map(({ endpointId }) => endpointId)).toContain(`${home}:switch#coffee_machine`);
  });

  it('tells everything the first time, since Alexa was told nothing yet', async () => {
    setState(COFFEE, 'on');
    const { reports } = await news();
    expect(reports).toHaveLength(1);
    expect(values(reports[0]?.event.payload.change.properties)).toEqual({
      ...asReported('on'),
      'Alexa.EndpointHealth/connectivity': { value: 'OK' },
    });
  });

  it.each(['off', 'on'])(
    'by hand to %s is one report: what changed, and the rest beside it',
    async (state) => {
      setState(COFFEE, state);
      const { reports } = await news();
      expect(reports).toHaveLength(1);
      const [report] = reports;
      expect(report?.event).toMatchObject({
        header: { namespace: 'Alexa', name: 'ChangeReport' },
        endpoint: { endpointId: `${home}:switch#coffee_machine` },
        payload: { change: { cause: { type: 'PHYSICAL_INTERACTION' } } },
      });
      expect(values(report?.event.payload.change.properties)).toEqual(asReported(state));
      expect(values(report?.context.properties)).toEqual({
        'Alexa.EndpointHealth/connectivity': { value: 'OK' },
      });
    },
  );

  const ALL_WELL = { 'Alexa.EndpointHealth/connectivity': { value: 'OK' } };
  const tell = async (name: 'TurnOn' | 'TurnOff') => {
    const told = await alexa.directive('Alexa.PowerController', name, `${home}:switch#coffee_machine`);
    expect(told).toMatchObject({ error: undefined, problems: [] });
  };

  it('by Alexa is reported too, and once more when it must be done', async () => {
    await tell('TurnOff');
    const { reports } = await news();
    expect(reports).toHaveLength(1);
    expect(values(reports[0]?.event.payload.change.properties)).toEqual(asReported('off'));
    const later = await news();
    expect(later.reports).toHaveLength(1);
    const [last] = later.reports;
    expect(values(last?.event.payload.change.properties)).toEqual({ ...asReported('off'), ...ALL_WELL });
    expect(last?.context.properties).toEqual([]);
  });

  it('by Alexa, and did nothing: what she shows is right again a little later', async () => {
    stack.demoHome?.setFault({ swallow: true, times: 1, path: '/api/alexa/' });
    await tell('TurnOn');
    const { reports } = await news();
    expect(reports).toHaveLength(1);
    expect(values(reports[0]?.event.payload.change.properties)).toEqual({
      ...asReported('off'),
      ...ALL_WELL,
    });
  });

  it('that is a doorbell rings, and once', async () => {
    stack.demoHome?.press();
    const { reports } = await news();
    const presses = reports.filter(({ event }) => event.header.name === 'DoorbellPress');
    expect(presses.map(({ event }) => event.endpoint.endpointId)).toEqual([`${home}:event#front_door`]);
    // The first that is heard of the bell is also how it is.
    expect(reports.length).toBeLessThanOrEqual(2);
    stack.demoHome?.press();
    const again = await news();
    expect(again.reports.map(({ event }) => event.header.name)).toEqual(['DoorbellPress']);
  });

  it('costs no question when Alexa does not know it', async () => {
    stack.demoHome?.addDevice({ entityId: 'switch.unknown', name: 'Unknown', state: 'off', hidden: true });
    const before = questions();
    setState('switch.unknown', 'on');
    setState(COFFEE, 'on');
    const { reports } = await news();
    expect(reports.map(({ event }) => event.endpoint.endpointId)).toEqual([`${home}:switch#coffee_machine`]);
    expect(questions()).toBe(before + 1);
  });

  it('is refused as a hint with a key of another, or none', async () => {
    const hint = (headers: Record<string, string>) =>
      fetch(`${stack.file.api}/hints`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ entity_id: COFFEE }),
      });
    expect((await hint({})).status).toBe(401);
    const forged = `plk1.${home}.${'A'.repeat(43)}`;
    expect((await hint({ authorization: `Bearer ${forged}` })).status).toBe(403);
  });

  it('is reported after a restart of everything, with the link as it was', async () => {
    await stack.close();
    stack = await start();
    alexa.close();
    alexa = asDemoOwner();
    seen = 0;
    setState(COFFEE, 'off');
    const { reports } = await news();
    // The home has told of its start, so that everything is looked at; what Alexa never heard of is news.
    const changes = reports.filter(
      ({ event }) => event.endpoint.endpointId === `${home}:switch#coffee_machine`,
    );
    expect(changes).toHaveLength(1);
    expect(values(changes[0]?.event.payload.change.properties)).toEqual(asReported('off'));
  });

  it('leaves no event key in any log or table', async () => {
    const places = [
      output.join('\n'),
      await readFile(join(stateDir, 'functions.log'), 'utf8'),
      asText(await dumpTable(stack.file, stack.file.dynamodb.registry)),
      asText(await dumpTable(stack.file, stack.file.dynamodb.devices)),
    ];
    expect(places[2]).toContain('EVENTKEY');
    for (const place of places) {
      expect(place).not.toBe('');
      expect(place).not.toMatch(/plk1\.\w+\.[\w-]{43}/);
    }
  });
});
