import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { createDeadline } from '../../lib/deadline.ts';
import { createAccounts } from '../../lib/homes/accounts.ts';
import { createConnections } from '../../lib/homes/connections.ts';
import { createEventKeys } from '../../lib/homes/event-keys.ts';
import { createMembers } from '../../lib/homes/members.ts';
import { createMessagingCredentials } from '../../lib/homes/messaging-credentials.ts';
import { createTable } from '../../lib/homes/table.ts';
import { createKmsDataKeys } from '../../lib/vault/data-keys.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { createVault } from '../../lib/vault/vault.ts';
import { startAmazon } from '../../local/amazon/start.ts';
import { startDynamoDb } from '../../local/dynamodb/start.ts';
import { startKms } from '../../local/kms/start.ts';
import { startSqs } from '../../local/sqs/start.ts';
import { startInvokeApi } from './invoke-api.ts';
import { createIssuer, serveKeySet } from './issuer.ts';
import { createUserInfo } from './user-info.ts';

const HOST = '127.0.0.1';
const REGION = 'us-east-1';
const USER_POOL_ID = `${REGION}_HarnessPool`;
const REGISTRY = 'registry';
const DEVICES = 'devices';
const MS = 20_000;

export const ALEXA_SCOPE = 'porchlight/control';
export const PORTAL_SCOPE = 'porchlight/account';
export const SKILL_ID = 'amzn1.ask.skill.harness';
export const ALEXA_CLIENT = 'alexa-client';
export const PORTAL_CLIENT = 'portal-client';
export const PORTAL_ORIGIN = 'https://porchlight.example';

/** What Lambda hands a function besides the event. */
export const lambdaContext = (remainingMs = 8_000): Context =>
  ({
    awsRequestId: randomUUID(),
    functionName: 'harness',
    getRemainingTimeInMillis: () => remainingMs,
  }) as Context;

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** The functions behind the HTTP API whose contract is docs/openapi.yaml. */
const OF_THE_API: ReadonlySet<string> = new Set(['account', 'hints']);

export interface WorldOptions {
  /** `HOME_ADDRESS_ALLOWLIST`; by default all of loopback on every port that tests use is not open. */
  homeAddressAllowlist?: string;
  /** The skill's messaging credentials are stored unless this is false. */
  messaging?: boolean;
  messagingSecret?: string;
}

/**
 * The services that functions talk to, on loopback, and the functions themselves in this process: their handlers
 * are loaded with the environment that leads them here. One world a test file, since the environment is the
 * process's.
 */
export async function startWorld(options: WorldOptions = {}) {
  const { messaging = true, messagingSecret = 'messaging-secret' } = options;
  const credentials = { clientId: 'amzn1.application-oa2-client.harness', clientSecret: messagingSecret };
  const issuer = createIssuer({ region: REGION, userPoolId: USER_POOL_ID });
  const userInfo = createUserInfo(issuer);
  const queues = [
    { name: 'looks', dlq: { name: 'looks-dead', maxReceiveCount: 5 }, visibilityTimeout: 90 },
    {
      name: 'deliveries.fifo',
      dlq: { name: 'deliveries-dead.fifo', maxReceiveCount: 12 },
      visibilityTimeout: 90,
    },
    { name: 'erasures', dlq: { name: 'erasures-dead', maxReceiveCount: 20 }, visibilityTimeout: 90 },
  ];
  const [dynamoDb, kms, sqs, amazon, keySet, invokeApi] = await Promise.all([
    startDynamoDb({
      host: HOST,
      port: 0,
      region: REGION,
      tables: [{ name: REGISTRY }, { name: DEVICES, hasDueIndex: true }],
    }),
    startKms({ host: HOST, port: 0, region: REGION }),
    startSqs({ host: HOST, port: 0, queues }),
    startAmazon({ host: HOST, port: 0, ...credentials }),
    serveKeySet(issuer, USER_POOL_ID, userInfo.handle),
    startInvokeApi(),
  ]);
  Object.assign(process.env, {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    AWS_ENDPOINT_URL_KMS: kms.url,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_LAMBDA: invokeApi.url,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: keySet.url,
    LWA_TOKEN_URL: amazon.lwaTokenUrl,
    ALEXA_API_URL: amazon.alexaApiUrl,
    ALEXA_EVENT_GATEWAY_URL: amazon.eventGatewayUrl,
    HOME_REGION: REGION,
    REGISTRY_TABLE: REGISTRY,
    DEVICES_TABLE: DEVICES,
    VAULT_KEY_ID: kms.keyId,
    USER_POOL_ID,
    ALEXA_CLIENT_ID: ALEXA_CLIENT,
    PORTAL_CLIENT_ID: PORTAL_CLIENT,
    ALEXA_SCOPE,
    PORTAL_SCOPE,
    ACCEPTGRANT_FUNCTION: 'acceptgrant',
    LOOKS_QUEUE_URL: sqs.queueUrls.looks,
    DELIVERIES_QUEUE_URL: sqs.queueUrls['deliveries.fifo'],
    ERASURES_QUEUE_URL: sqs.queueUrls.erasures,
    SKILL_ID,
    PORTAL_ORIGIN,
    COGNITO_DOMAIN_URL: keySet.url,
    HOME_ADDRESS_ALLOWLIST: options.homeAddressAllowlist ?? '',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'SILENT',
    POWERTOOLS_DEV: 'false',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_SERVICE_NAME: 'porchlight',
  });

  const local = { region: REGION, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const client = new DynamoDBClient({ ...local, endpoint: dynamoDb.url });
  const registry = createTable(client, REGISTRY, { consistent: true });
  const devices = createTable(client, DEVICES, { consistent: true });
  const vault = createVault({
    dataKeys: createKmsDataKeys(new KMSClient({ ...local, endpoint: kms.url }), kms.keyId),
  });
  const accounts = createAccounts(registry);
  const connections = createConnections(registry, vault);
  const members = createMembers(registry);
  const eventKeys = createEventKeys(registry);
  if (messaging) {
    const clientSecret = new Secret(credentials.clientSecret);
    await createMessagingCredentials(registry, vault, SKILL_ID).write(
      { clientId: credentials.clientId, clientSecret },
      createDeadline(MS),
    );
  }

  const handlers = new Map<string, Promise<Handler>>();
  /** The handler of a function, loaded on first use, as Lambda would call it. */
  const load = (name: string): Promise<Handler> => {
    const known = handlers.get(name);
    if (known !== undefined) return known;
    const loading = import(`../../functions/${name}/handler.ts`).then(({ handler }) => handler as Handler);
    handlers.set(name, loading);
    return loading;
  };
  invokeApi.register('acceptgrant', async (event) => (await load('acceptgrant'))(event, lambdaContext()));

  return {
    dynamoDb,
    kms,
    sqs,
    amazon,
    keySet,
    issuer,
    /** The login service's word on e-mail addresses. */
    userInfo,
    invokeApi,
    registry,
    devices,
    vault,
    accounts,
    connections,
    members,
    eventKeys,
    deadline: () => createDeadline(MS),
    /** A token as Alexa presents it. */
    alexaToken: (sub: string, extra: Partial<Parameters<typeof issuer.mint>[0]> = {}) =>
      issuer.mint({ sub, clientId: ALEXA_CLIENT, scope: `openid ${ALEXA_SCOPE}`, ...extra }),
    /** A token as the portal presents it. */
    portalToken: (sub: string, extra: Partial<Parameters<typeof issuer.mint>[0]> = {}) =>
      issuer.mint({ sub, clientId: PORTAL_CLIENT, scope: `openid email ${PORTAL_SCOPE}`, ...extra }),
    /** Stores a home for its owner, the way the account API does, without asking the home. */
    connect: async (
      sub: string,
      url: string,
      token: string,
      extra: { revokeOnDisconnect?: boolean } = {},
    ) => {
      const deadline = createDeadline(MS);
      const home = await connections.create(
        {
          owner: sub,
          name: 'Home',
          url: new URL(url).origin,
          revokeOnDisconnect: extra.revokeOnDisconnect ?? true,
          isAdministrator: false,
          homeAssistantVersion: '2026.8.3',
          access: { url: new URL(url), token: new Secret(token), headers: {}, tls: {} },
        },
        deadline,
      );
      await members.add({ home, sub, role: 'owner' }, deadline);
      await accounts.addHome(sub, home, deadline);
      return home;
    },
    /** Whatever a function of the HTTP API answers is held against docs/openapi.yaml. */
    invoke: async (name: string, event: unknown, remainingMs?: number) => {
      // The functions put what they parsed in the place of the text.
      const sent = { ...(event as object) };
      const answer = await (await load(name))(event, lambdaContext(remainingMs));
      if (OF_THE_API.has(name)) {
        const { checkExchange } = await import('./openapi/watch.ts');
        checkExchange(sent as APIGatewayProxyEventV2, answer as APIGatewayProxyStructuredResultV2);
      }
      return answer;
    },
    close: async () => {
      client.destroy();
      await Promise.all([dynamoDb, kms, sqs, amazon, keySet, invokeApi].map((part) => part.close()));
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;
