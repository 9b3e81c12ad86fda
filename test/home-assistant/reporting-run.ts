import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, vi } from 'vitest';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { allowancesForUrl } from '../../local/stack/address-allowance.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { startStack } from '../../local/stack/start-stack.ts';
import { type DeviceState, stateOf } from '../harness/alexa-memory.ts';
import { createOwner } from '../harness/owner.ts';
import { createGatewayWatch } from './gateway-watch.ts';
import { startHomeAssistant } from './home.ts';
import { ALEXA_WITH_DOORBELL, HIDDEN_SWITCH, HOUSE_OF_REPORTS } from './house-of-reports.ts';

type Properties = Parameters<typeof stateOf>[0];

const owner = { username: 'reports@example.com', password: 'A-long-pass-w0rd' };
const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** The owner's own Amazon account, and a second one on the same login. */
export const ACCOUNTS = { own: 'reports', second: 'kitchen' } as const;
const amazonUser = (account: string) => `amzn1.account.${account}`;
export const USERS = { own: amazonUser(ACCOUNTS.own), second: amazonUser(ACCOUNTS.second) };

/**
 * A stack with a real Home Assistant that has the package of the account API, connected and linked to two Amazon
 * accounts. Alexa has discovered it and heard nothing more yet.
 */
export async function startReportingRun() {
  const checker = createChecker();
  const stateDir = await mkdtemp(join(tmpdir(), 'porchlight-reporting-'));
  const opened: (() => unknown)[] = [() => rm(stateDir, { recursive: true, force: true })];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const homeAssistant = await startHomeAssistant({
      packages: { alexa: ALEXA_WITH_DOORBELL, house: HOUSE_OF_REPORTS },
    });
    opened.push(homeAssistant.close);
    await homeAssistant.command({
      type: 'config/entity_registry/update',
      entity_id: HIDDEN_SWITCH,
      hidden_by: 'user',
    });
    const stack = await startStack({
      isBundled: true,
      ports: await freePorts('127.0.0.1'),
      stateDir,
      homeAddressAllowlist: (await allowancesForUrl(homeAssistant.url)).join(','),
    });
    opened.push(stack.close);
    const { dynamodb, lambda } = stack.file;
    const dynamoDb = new DynamoDBClient({ ...LOCAL, endpoint: dynamodb.endpoint });
    const invoker = new LambdaClient({ ...LOCAL, endpoint: lambda.endpoint });
    opened.push(() => {
      dynamoDb.destroy();
      invoker.destroy();
    });

    const person = createOwner(stack.file, owner);
    await person.signUp();
    const connected = await person.api('POST', '/homes', {
      url: homeAssistant.url,
      token: homeAssistant.accessToken,
    });
    const home = String(connected.body.home);
    const alexas = Object.values(ACCOUNTS).map((account) => person.alexa(checker, account));
    opened.push(() => {
      for (const alexa of alexas) alexa.close();
    });
    const [alexa, second] = alexas;
    if (alexa === undefined || second === undefined) throw new TypeError('two accounts');
    const watch = createGatewayWatch(alexa, home, checker);
    for (const [one, user] of [[alexa, USERS.own] as const, [second, USERS.second] as const]) {
      await one.linkAsOwner();
      expect(await one.grant()).toMatchObject({ error: undefined, problems: [] });
      const { message } = await one.discover();
      watch.memory.discover(user, endpointsIn(message));
    }
    // The catalogue is brought up to date behind discovery's back.
    const isKnown = async () => {
      expect(JSON.stringify((await person.api('GET', '/status')).body)).toContain('"count":');
    };
    await vi.waitFor(isKnown, { timeout: 30_000, interval: 250 });

    const packageFile = (name: string) => join(homeAssistant.directory, 'packages', `${name}.yaml`);
    const made = await person.api('POST', `/homes/${home}/package`, { locale: 'en-US' });
    expect(made.status).toBe(201);
    await writeFile(packageFile('porchlight'), String(made.body.yaml));
    await homeAssistant.restart();

    return {
      home,
      homeAssistant,
      watch,
      alexa,
      checker,
      close,
      endpointOf: (entityId: string) => `${home}:${entityId.replace('.', '#')}`,

      /** The house as it will be when Home Assistant starts again. */
      rebuild: (yaml: string) => writeFile(packageFile('house'), yaml),

      /** What Home Assistant itself would show Alexa at this moment, by its own endpoint ids. */
      offered: async (): Promise<string[]> => {
        const answer = await homeAssistant.alexa(directiveOf('Alexa.Discovery', 'Discover'));
        return endpointsIn(answer).map(({ endpointId }) => endpointId);
      },

      /** A device's state as Home Assistant itself says it, of which Alexa is to know what the device reports. */
      truth: async (endpoint: string): Promise<DeviceState> => {
        const answer = await homeAssistant.alexa(directiveOf('Alexa', 'ReportState', endpoint));
        const { context } = answer as { context?: { properties: Properties } };
        return watch.memory.promisedIn(USERS.own, `${home}:${endpoint}`, stateOf(context?.properties ?? []));
      },

      /** The clock goes on for the home's presence, as if nothing had been heard of it for longer. */
      elapse: async (milliseconds: number): Promise<void> => {
        await dynamoDb.send(
          new UpdateItemCommand({
            TableName: dynamodb.devices,
            Key: marshall({ pk: `HOME#${home}`, sk: 'PRESENCE' }),
            UpdateExpression: 'SET heardAt = heardAt - :ms, dueAt = dueAt - :ms, version = version + :one',
            ConditionExpression: 'attribute_exists(heardAt) AND attribute_exists(dueAt)',
            ExpressionAttributeValues: marshall({ ':ms': milliseconds, ':one': 1 }),
          }),
        );
      },

      /** What EventBridge does every minute. */
      upkeep: async (): Promise<void> => {
        const { FunctionError } = await invoker.send(
          new InvokeCommand({ FunctionName: lambda.functions.upkeep, Payload: Buffer.from('{}') }),
        );
        expect(FunctionError).toBe(undefined);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export type ReportingRun = Awaited<ReturnType<typeof startReportingRun>>;

const endpointsIn = (message: unknown): { endpointId: string }[] =>
  (message as { event: { payload: { endpoints?: { endpointId: string }[] } } }).event.payload.endpoints ?? [];

const directiveOf = (namespace: string, name: string, endpointId?: string) => ({
  directive: {
    header: { namespace, name, payloadVersion: '3', messageId: 'asked-directly', correlationToken: 'c' },
    ...(endpointId !== undefined && { endpoint: { endpointId, cookie: {} } }),
    payload: endpointId === undefined ? { scope: { type: 'BearerToken', token: 'of-nobody' } } : {},
  },
});
