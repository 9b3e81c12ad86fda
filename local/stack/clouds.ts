import { join } from 'node:path';
import { alexaPageRedirectUri } from '../alexa-page/addresses.ts';
import { startAmazon } from '../amazon/start.ts';
import { startCognito } from '../cognito/index.ts';
import { type DemoHome, startDemoHome } from '../demo-home/start.ts';
import { startDynamoDb } from '../dynamodb/start.ts';
import { startKms } from '../kms/start.ts';
import { startSqs } from '../sqs/start.ts';
import {
  ALEXA_REDIRECTS,
  DEVICES,
  HOME_OWNER,
  HOST,
  MESSAGING,
  REGION,
  REGISTRY,
  USER_POOL_ID,
} from './fixtures.ts';
import { naming, type Part, type Ports } from './ports.ts';

interface Closable {
  url: string;
  close(): Promise<void>;
}

export interface CloudOptions {
  ports: Ports;
  stateDir: string;
  portalOrigin: string;
  /** Whether the demo home is wanted, or a real one takes its place. */
  demoHome: boolean;
  accessTokenSeconds?: { alexa?: number; portal?: number };
  log: (line: string) => void;
  /** Told of each part that must be closed in the end. */
  keep: (part: Closable) => void;
}

const QUEUES = [
  // As infra/queues.yml has them.
  { name: 'looks', dlq: { name: 'looks-dead', maxReceiveCount: 5 }, visibilityTimeout: 90 },
  {
    name: 'deliveries.fifo',
    dlq: { name: 'deliveries-dead.fifo', maxReceiveCount: 12 },
    visibilityTimeout: 90,
    contentBasedDeduplication: false,
  },
  { name: 'erasures', dlq: { name: 'erasures-dead', maxReceiveCount: 20 }, visibilityTimeout: 90 },
];

/**
 * Starts a stand-in for each service that the functions talk to, side by side.
 * @throws {PortTaken}
 */
export async function startClouds(options: CloudOptions) {
  const { ports, stateDir, portalOrigin, accessTokenSeconds, log, keep } = options;
  const at = (part: Part) => ({ host: HOST, port: ports[part] });
  const start = async <T extends Closable>(part: Part, label: string, starting: Promise<T>): Promise<T> => {
    const started = await naming(part, ports[part], starting);
    keep(started);
    log(`${label.padEnd(22)} ${started.url}`);
    return started;
  };

  const tables = [{ name: REGISTRY }, { name: DEVICES, hasDueIndex: true }];
  const dynamoDbDir = join(stateDir, 'dynamodb');
  const cognito = startCognito({
    ...at('cognito'),
    stateDir: join(stateDir, 'cognito'),
    region: REGION,
    poolId: USER_POOL_ID,
    alexaRedirectUris: [...ALEXA_REDIRECTS, alexaPageRedirectUri(ports.alexa)],
    portalRedirectUris: [`${portalOrigin}/callback`],
    portalLogoutUris: [`${portalOrigin}/`],
    ...(accessTokenSeconds && { accessTokenSeconds }),
    log,
  });
  const home = () =>
    startDemoHome({
      ...at('home'),
      stateDir: join(stateDir, 'demo-home'),
      ...HOME_OWNER,
      log: (line) => log(`Demo home: ${line}`),
    });
  const [dynamoDb, kms, sqs, amazon, userPool, demoHome] = await settleAll([
    start(
      'dynamodb',
      'DynamoDB (dynalite)',
      startDynamoDb({ ...at('dynamodb'), region: REGION, stateDir: dynamoDbDir, tables }),
    ),
    start('kms', 'KMS', startKms({ ...at('kms'), stateDir, region: REGION })),
    start('sqs', 'SQS (fauxqs)', startSqs({ ...at('sqs'), queues: QUEUES })),
    start('amazon', 'Amazon', startAmazon({ ...at('amazon'), ...MESSAGING })),
    start('cognito', 'Cognito', cognito),
    options.demoHome ? start('home', 'Demo home', home()) : Promise.resolve<DemoHome | undefined>(undefined),
  ]);
  return {
    dynamoDb,
    kms,
    sqs,
    looksQueueUrl: sqs.queueUrls.looks ?? '',
    deliveriesQueueUrl: sqs.queueUrls['deliveries.fifo'] ?? '',
    erasuresQueueUrl: sqs.queueUrls.erasures ?? '',
    amazon,
    cognito: userPool,
    demoHome,
  };
}

export type Clouds = Awaited<ReturnType<typeof startClouds>>;

/**
 * Waits for all, so that after a failure nothing comes up behind the back of the clean-up; then throws the first.
 */
export async function settleAll<T extends readonly unknown[]>(
  starting: readonly [...{ [Index in keyof T]: Promise<T[Index]> }],
): Promise<T> {
  const results = await Promise.allSettled(starting);
  const values = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return values as unknown as T;
}
