import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { alexaPageOrigin } from '../alexa-page/addresses.ts';
import type { Offline } from '../offline/start.ts';
import type { Clouds } from './clouds.ts';
import { DEMO_OWNER, DEVICES, FUNCTIONS, REGION, REGISTRY, SKILL_ID } from './fixtures.ts';

/** What `.porchlight/stack.json` says: all that a program needs to drive the stack. */
export interface StackFile {
  portal: string;
  /** The page that plays the Alexa app. */
  alexaPage: string;
  api: string;
  cognito: {
    endpoint: string;
    region: string;
    userPoolId: string;
    authorizeUrl: string;
    tokenUrl: string;
    mailbox: string;
    alexaClient: { id: string; secret: string; scopes: readonly string[]; redirectUris: readonly string[] };
    portalClient: { id: string };
  };
  /** AWS's Lambda Invoke API. */
  lambda: { endpoint: string; functions: Record<string, string> };
  skill: { id: string };
  /** `control`: POST /grants → {code}; GET /events; POST /faults. */
  amazon: { lwaTokenUrl: string; eventGatewayUrl: string; control: string };
  dynamodb: { endpoint: string; registry: string; devices: string };
  sqs: { endpoint: string; looks: string; deliveries: string; erasures: string };
  kms: { endpoint: string; keyId: string };
  homeAssistant: { url: string; username?: string; password?: string };
  /** An account that is already connected to the home. */
  demo: { username: string; password: string };
}

/** Written whole or not at all: others wait for the file to appear. */
export async function writeStackFile(path: string, stack: StackFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Gathers what the file says from the parts that are up. */
export function describeStack(stack: {
  portalOrigin: string;
  alexaPagePort: number;
  clouds: Clouds;
  offline: Offline;
  homeAssistant: StackFile['homeAssistant'];
}): StackFile {
  const { portalOrigin, alexaPagePort, clouds, offline, homeAssistant } = stack;
  const { dynamoDb, kms, sqs, looksQueueUrl, deliveriesQueueUrl, erasuresQueueUrl, amazon, cognito } = clouds;
  return {
    portal: portalOrigin,
    alexaPage: alexaPageOrigin(alexaPagePort),
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
    skill: { id: SKILL_ID },
    amazon: {
      lwaTokenUrl: amazon.lwaTokenUrl,
      eventGatewayUrl: amazon.eventGatewayUrl,
      control: amazon.control,
    },
    dynamodb: { endpoint: dynamoDb.url, registry: REGISTRY, devices: DEVICES },
    sqs: {
      endpoint: sqs.url,
      looks: looksQueueUrl,
      deliveries: deliveriesQueueUrl,
      erasures: erasuresQueueUrl,
    },
    kms: { endpoint: kms.url, keyId: kms.keyId },
    homeAssistant,
    demo: DEMO_OWNER,
  };
}
