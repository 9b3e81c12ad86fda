import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFunctions } from '../../infra/build.ts';
import { startAmazon } from '../amazon/start.ts';
import { startCognito } from '../cognito/index.ts';
import { type DemoHome, startDemoHome } from '../demo-home/start.ts';
import { startDynamoDb } from '../dynamodb/start.ts';
import { startKms } from '../kms/start.ts';
import { startOffline } from '../offline/start.ts';
import { startPoller } from '../sqs/poller.ts';
import { startSqs } from '../sqs/start.ts';
import { allowancesForUrl } from './address-allowance.ts';
import { createFunctionsLog } from './functions-log.ts';
import { assertPortsFree, naming, type Ports } from './ports.ts';
import { createSeeder } from './seed.ts';
import { type StackFile, writeStackFile } from './stack-file.ts';

export interface StackOptions {
  ports: Ports;
  /** Folder of everything that outlives a run, and of `stack.json`. */
  stateDir: string;
  /** Forget what earlier runs left. */
  fresh?: boolean;
  /** A real Home Assistant instead of the demo home. */
  home?: { url: string; token: string; username?: string; password?: string };
  /** Further entries for `HOME_ADDRESS_ALLOWLIST`. */
  homeAddressAllowlist?: string;
  /** Seconds, for tests of what happens when an access token ends. */
  accessTokenSeconds?: { alexa?: number; portal?: number };
  logLevel?: string;
  /** Told what comes up, and what functions complain about. */
  log?: (line: string) => void;
}

export interface Stack {
  file: StackFile;
  /** Where `file` was written. */
  path: string;
  /** The demo home, unless a real one takes its place. */
  demoHome?: DemoHome;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const REGION = 'us-east-1';
const REGISTRY = 'porchlight-registry';
const DEVICES = 'porchlight-devices';
const SKILL_ID = 'amzn1.ask.skill.00000000-0000-0000-0000-000000000000';
const MESSAGING = {
  clientId: 'amzn1.application-oa2-client.laptop',
  clientSecret: 'laptop-messaging-secret',
};
const VENDOR = 'MLAPTOP0000000';
const ALEXA_REDIRECTS = ['pitangui.amazon.com', 'layla.amazon.com', 'alexa.amazon.co.jp'].map(
  (host) => `https://${host}/api/skill/link/${VENDOR}`,
);
const DEMO_OWNER = { username: 'demo@example.com', password: 'Porchlight-demo-1' };
const HOME_OWNER = { username: 'demo', password: 'demo-home-1' };
const FUNCTIONS = ['directive', 'acceptgrant', 'authorizer', 'account', 'observe', 'portal'];

/**
 * Brings up the whole cloud on this machine: the functions as serverless.yml describes them, and a stand-in for
 * each service that they talk to. Everything listens on loopback only.
 * @throws {PortTaken} naming the part and the port; everything that had come up is closed again
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { ports, stateDir, log = () => undefined } = options;
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  const keep = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const part = await starting;
    opened.push(() => part.close());
    return part;
  };
  await assertPortsFree(HOST, ports);
  if (options.fresh === true) await rm(stateDir, { recursive: true, force: true });
  await mkdir(stateDir, { recursive: true });
  const path = join(stateDir, 'stack.json');
  await rm(path, { force: true });
  const portalOrigin = `http://localhost:${ports.portal}`;
  const up = (what: string, where: string) => log(`${what.padEnd(22)} ${where}`);

  const startHome = async () => {
    if (options.home !== undefined) {
      up('Home Assistant', options.home.url);
      return undefined;
    }
    const starting = startDemoHome({
      host: HOST,
      port: ports.home,
      stateDir: join(stateDir, 'demo-home'),
      ...HOME_OWNER,
      log: (line) => log(`Demo home: ${line}`),
    });
    const home = await keep(naming('home', ports.home, starting));
    up('Demo home', `${home.url}   (${home.username} / ${home.password})`);
    return home;
  };

  const startClouds = async () => {
    const [built, dynamoDb, kms, sqs, amazon, cognito, demoHome] = await settleAll([
      buildFunctions({ log: () => undefined }),
      keep(
        naming(
          'dynamodb',
          ports.dynamodb,
          startDynamoDb({
            host: HOST,
            port: ports.dynamodb,
            region: REGION,
            stateDir: join(stateDir, 'dynamodb'),
            tables: [REGISTRY, DEVICES],
          }),
        ),
      ),
      keep(naming('kms', ports.kms, startKms({ host: HOST, port: ports.kms, stateDir, region: REGION }))),
      keep(
        naming(
          'sqs',
          ports.sqs,
          startSqs({
            host: HOST,
            port: ports.sqs,
            queues: [
              { name: 'looks', dlq: { name: 'looks-dead', maxReceiveCount: 5 }, visibilityTimeout: 90 },
            ],
          }),
        ),
      ),
      keep(naming('amazon', ports.amazon, startAmazon({ host: HOST, port: ports.amazon, ...MESSAGING }))),
      keep(
        naming(
          'cognito',
          ports.cognito,
          startCognito({
            host: HOST,
            port: ports.cognito,
            stateDir: join(stateDir, 'cognito'),
            region: REGION,
            poolId: `${REGION}_Porchlight`,
            alexaRedirectUris: ALEXA_REDIRECTS,
            portalRedirectUris: [`${portalOrigin}/callback`],
            portalLogoutUris: [`${portalOrigin}/`],
            ...(options.accessTokenSeconds && { accessTokenSeconds: options.accessTokenSeconds }),
            log,
          }),
        ),
      ),
      startHome(),
    ]);
    up('Functions', `${built.length} bundled`);
    up('DynamoDB (dynalite)', dynamoDb.url);
    up('KMS', kms.url);
    up('SQS (fauxqs)', sqs.url);
    up('Amazon', amazon.url);
    up('Cognito', cognito.url);
    return { dynamoDb, kms, sqs, amazon, cognito, demoHome };
  };

  try {
    const { dynamoDb, kms, sqs, amazon, cognito, demoHome } = await startClouds();
    const looksQueueUrl = sqs.queueUrls.looks ?? '';
    const homeUrl = demoHome?.url ?? options.home?.url ?? '';
    const allowlist = [
      ...(await allowancesForUrl(homeUrl)),
      ...(options.homeAddressAllowlist ?? '').split(',').filter((entry) => entry.trim() !== ''),
    ].join(',');

    const seeder = createSeeder({
      region: REGION,
      dynamoDbUrl: dynamoDb.url,
      registryTable: REGISTRY,
      kms,
      sqs: { url: sqs.url, looksQueueUrl },
      skillId: SKILL_ID,
      messaging: MESSAGING,
      portalOrigin,
      homeAddressAllowlist: allowlist,
      log,
    });
    const functionsLog = createFunctionsLog(join(stateDir, 'functions.log'), (line) =>
      log(`Functions: ${line}`),
    );
    opened.push(async () => void (await functionsLog.flush()));
    const starting = startOffline({
      host: HOST,
      httpPort: ports.portal,
      lambdaPort: ports.lambda,
      log: functionsLog.write,
      env: {
        REGISTRY_TABLE: REGISTRY,
        DEVICES_TABLE: DEVICES,
        VAULT_KEY_ID: kms.keyId,
        AWS_REGION: REGION,
        HOME_REGION: REGION,
        USER_POOL_ID: cognito.userPoolId,
        ALEXA_CLIENT_ID: cognito.alexaClient.id,
        PORTAL_CLIENT_ID: cognito.portalClient.id,
        COGNITO_DOMAIN_URL: cognito.url,
        PORTAL_ORIGIN: portalOrigin,
        LOOKS_QUEUE_URL: looksQueueUrl,
        SKILL_ID,
        HOME_ADDRESS_ALLOWLIST: allowlist,
        LOG_LEVEL: options.logLevel ?? 'INFO',
        LWA_TOKEN_URL: amazon.lwaTokenUrl,
        ALEXA_EVENT_GATEWAY_URL: amazon.eventGatewayUrl,
        AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
        AWS_ENDPOINT_URL_KMS: kms.url,
        AWS_ENDPOINT_URL_SQS: sqs.url,
        AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
      },
    });
    const [offline] = await settleAll([
      keep(naming('portal', ports.portal, starting)),
      seeder.messagingCredentials(),
    ]);
    up('Portal and API', portalOrigin);
    up('Lambda', offline.lambdaUrl);

    await keep(
      startPoller({
        sqsEndpoint: sqs.url,
        queueUrl: looksQueueUrl,
        lambdaEndpoint: offline.lambdaUrl,
        functionName: offline.functionName('observe'),
        batchSize: 10,
        log,
      }),
    );
    const { sub } = await cognito.createUser(DEMO_OWNER);
    const mintToken = async () =>
      options.home?.token ?? (await demoHome?.createLongLivedToken(`Porchlight ${Date.now()}`)) ?? '';
    await seeder.connectedHome(sub, homeUrl, mintToken);

    const file: StackFile = {
      portal: portalOrigin,
      api: `${portalOrigin}/v1`,
      cognito: {
        endpoint: cognito.url,
        region: REGION,
        userPoolId: cognito.userPoolId,
        authorizeUrl: cognito.authorizeUrl,
        tokenUrl: cognito.tokenUrl,
        mailbox: cognito.mailboxUrl,
        alexaClient: cognito.alexaClient,
        portalClient: cognito.portalClient,
      },
      lambda: {
        endpoint: offline.lambdaUrl,
        functions: Object.fromEntries(FUNCTIONS.map((name) => [name, offline.functionName(name)])),
      },
      amazon: {
        lwaTokenUrl: amazon.lwaTokenUrl,
        eventGatewayUrl: amazon.eventGatewayUrl,
        control: amazon.control,
      },
      dynamodb: { endpoint: dynamoDb.url, registry: REGISTRY, devices: DEVICES },
      sqs: { endpoint: sqs.url, looks: looksQueueUrl },
      kms: { endpoint: kms.url, keyId: kms.keyId },
      homeAssistant: {
        url: homeUrl,
        ...(demoHome && HOME_OWNER),
        ...(options.home?.username !== undefined && { username: options.home.username }),
        ...(options.home?.password !== undefined && { password: options.home.password }),
      },
      demo: DEMO_OWNER,
    };
    await writeStackFile(path, file);
    opened.push(() => rm(path, { force: true }));
    return { file, path, ...(demoHome && { demoHome }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Waits for all, so that after a failure nothing comes up behind the back of the clean-up; then throws the first.
 */
async function settleAll<T extends readonly unknown[]>(
  starting: readonly [...{ [Index in keyof T]: Promise<T[Index]> }],
): Promise<T> {
  const results = await Promise.allSettled(starting);
  const values = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return values as unknown as T;
}
