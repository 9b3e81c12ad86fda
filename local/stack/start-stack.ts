import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFunctions } from '../../infra/build.ts';
import { parseStack } from '../alexa/stack.ts';
import { startAlexaPage } from '../alexa-page/start.ts';
import type { DemoHome } from '../demo-home/start.ts';
import type { Issued } from '../issued.ts';
import { startOffline } from '../offline/start.ts';
import { startPoller } from '../sqs/poller.ts';
import { allowancesForUrl } from './address-allowance.ts';
import { type Clouds, settleAll, startClouds } from './clouds.ts';
import { DEMO_OWNER, DEVICES, HOME_OWNER, HOST, MESSAGING, REGION, REGISTRY, SKILL_ID } from './fixtures.ts';
import { createFunctionsLog } from './functions-log.ts';
import { assertPortsFree, naming, type Ports } from './ports.ts';
import { createSeeder } from './seed.ts';
import { describeStack, type StackFile, writeStackFile } from './stack-file.ts';

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
  /** The bundles are those of today's code already. */
  isBundled?: boolean;
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
  /** Every code and token that the stand-ins gave out; for tests in this process. */
  issued(): readonly Issued[];
  /** What was sent to the queue `looks` and received from it. */
  looks(): readonly string[];
  close(): Promise<void>;
}

/** What the functions' environment holds on a laptop: the stand-ins in place of AWS and Amazon. */
function functionEnvironment(clouds: Clouds, portalOrigin: string, allowlist: string, logLevel: string) {
  const { dynamoDb, kms, sqs, looksQueueUrl, deliveriesQueueUrl, erasuresQueueUrl, amazon, cognito } = clouds;
  return {
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
    DELIVERIES_QUEUE_URL: deliveriesQueueUrl,
    ERASURES_QUEUE_URL: erasuresQueueUrl,
    SKILL_ID,
    HOME_ADDRESS_ALLOWLIST: allowlist,
    LOG_LEVEL: logLevel,
    LWA_TOKEN_URL: amazon.lwaTokenUrl,
    ALEXA_API_URL: amazon.alexaApiUrl,
    ALEXA_EVENT_GATEWAY_URL: amazon.eventGatewayUrl,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    AWS_ENDPOINT_URL_KMS: kms.url,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
  };
}

/**
 * Brings up the whole cloud on this machine: the functions as serverless.yml describes them, and a stand-in for
 * each service that they talk to. Everything listens on loopback only.
 * @throws {PortTaken} naming the part and the port; everything that had come up is closed again
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { ports, stateDir, log = () => undefined } = options;
  await assertPortsFree(HOST, ports);
  if (options.fresh === true) await rm(stateDir, { recursive: true, force: true });
  await mkdir(stateDir, { recursive: true });
  const path = join(stateDir, 'stack.json');
  await rm(path, { force: true });

  const opened: (() => Promise<unknown>)[] = [];
  const keep = (part: { close(): Promise<void> }) => void opened.push(() => part.close());
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  const portalOrigin = `http://localhost:${ports.portal}`;
  const up = (what: string, where: string) => log(`${what.padEnd(22)} ${where}`);

  try {
    const [clouds, functions] = await settleAll([
      startClouds({
        ports,
        stateDir,
        portalOrigin,
        demoHome: options.home === undefined,
        ...(options.accessTokenSeconds && { accessTokenSeconds: options.accessTokenSeconds }),
        log,
        keep,
      }),
      options.isBundled === true ? Promise.resolve([]) : buildFunctions(),
    ]);
    if (functions.length > 0) up('Functions', `${functions.length} bundled`);
    const { demoHome, cognito, kms, sqs, dynamoDb } = clouds;
    const { looksQueueUrl, deliveriesQueueUrl, erasuresQueueUrl } = clouds;
    const homeUrl = demoHome?.url ?? options.home?.url ?? '';
    const allowlist = [...(await allowancesForUrl(homeUrl)), options.homeAddressAllowlist ?? ''].join(',');
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
    opened.push(functionsLog.flush);
    const [offline] = await settleAll([
      naming(
        'portal',
        ports.portal,
        startOffline({
          host: HOST,
          httpPort: ports.portal,
          lambdaPort: ports.lambda,
          log: functionsLog.write,
          env: functionEnvironment(clouds, portalOrigin, allowlist, options.logLevel ?? 'INFO'),
        }),
      ),
      seeder.messagingCredentials(),
    ]);
    keep(offline);
    up('Portal and API', portalOrigin);
    up('Lambda', offline.lambdaUrl);
    const poll = async (queueUrl: string, name: string) => {
      const poller = await startPoller({
        sqsEndpoint: sqs.url,
        queueUrl,
        lambdaEndpoint: offline.lambdaUrl,
        functionName: offline.functionName(name),
        batchSize: 10,
        log,
      });
      keep(poller);
      return poller;
    };
    const [poller] = await settleAll([
      poll(looksQueueUrl, 'observe'),
      poll(deliveriesQueueUrl, 'report'),
      poll(erasuresQueueUrl, 'erasure'),
    ]);

    const { sub } = await cognito.createUser(DEMO_OWNER);
    const mintToken = async () =>
      options.home?.token ?? (await demoHome?.createLongLivedToken(`Porchlight ${Date.now()}`)) ?? '';
    const connected = await seeder.connectedHome(sub, homeUrl, mintToken);
    // A new key each time, since only its hash is kept. A real home has the one of its package, which stays good.
    if (demoHome !== undefined) {
      const key = await seeder.eventKey(connected);
      demoHome.sendHints({ url: `${portalOrigin}/v1/hints`, key: key.reveal() });
    }

    const homeAssistant = { url: homeUrl, ...(demoHome ? HOME_OWNER : credentialsOf(options.home)) };
    const file = describeStack({
      portalOrigin,
      alexaPagePort: ports.alexa,
      clouds,
      offline,
      homeAssistant,
    });
    const alexaPage = await naming(
      'alexa',
      ports.alexa,
      startAlexaPage({
        host: HOST,
        port: ports.alexa,
        stack: parseStack(file),
        control: file.amazon.control,
        sessions: join(stateDir, 'alexa'),
        ...(demoHome && { demoHome }),
        places: { portal: file.portal, home: homeUrl, mailbox: file.cognito.mailbox },
        demo: DEMO_OWNER,
        log,
      }),
    );
    keep(alexaPage);
    up('Alexa', alexaPage.url);
    await writeStackFile(path, file);
    opened.push(() => rm(path, { force: true }));
    const issued = () =>
      [clouds.amazon, cognito, demoHome].flatMap((standIn) => [...(standIn?.issued() ?? [])]);
    return { file, path, ...(demoHome && { demoHome }), issued, looks: poller.received, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const credentialsOf = ({ username, password }: { username?: string; password?: string } = {}) => ({
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
});
