import { createDynamoDb, createKms } from '../../lib/aws-clients.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { createTable } from '../../lib/homes/table.ts';
import { createKmsDataKeys } from '../../lib/vault/data-keys.ts';
import { createVault } from '../../lib/vault/vault.ts';
import { startDynamoDb } from '../../local/dynamodb/start.ts';
import { startKms } from '../../local/kms/start.ts';
import { startAwsProxy } from './aws-proxy.ts';

const HOST = '127.0.0.1';
const REGION = 'us-east-1';

/**
 * The tables and the vault over DynamoDB's and KMS's protocols, with the clients that the functions use. A proxy before
 * each notes the calls and fails them on demand. One store a test file: the clients read the process's environment.
 */
export async function startStore() {
  const [dynamoDb, kms] = await Promise.all([
    startDynamoDb({
      host: HOST,
      port: 0,
      region: REGION,
      tables: [{ name: 'registry' }, { name: 'devices', hasDueIndex: true }],
    }),
    startKms({ host: HOST, port: 0, region: REGION }),
  ]);
  const [proxy, kmsProxy] = await Promise.all([startAwsProxy(dynamoDb.url), startAwsProxy(kms.url)]);
  Object.assign(process.env, {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: proxy.url,
    AWS_ENDPOINT_URL_KMS: kmsProxy.url,
  });
  const dynamoClient = createDynamoDb(REGION);
  const kmsClient = createKms(REGION);
  const dataKeys = createKmsDataKeys(kmsClient, kms.keyId);
  return {
    proxy,
    kms,
    kmsProxy,
    dataKeys,
    registry: createTable(dynamoClient, 'registry', { consistent: true }),
    devices: createTable(dynamoClient, 'devices', { consistent: true }),
    vault: createVault({ dataKeys }),
    /** Time enough, or as much as is said. */
    deadline: (ms = 20_000) => createDeadline(ms),
    close: async () => {
      dynamoClient.destroy();
      kmsClient.destroy();
      await Promise.all([proxy, kmsProxy, dynamoDb, kms].map((part) => part.close()));
    },
  };
}

export type Store = Awaited<ReturnType<typeof startStore>>;
