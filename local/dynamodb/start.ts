import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

export interface DynamoDbOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  region: string;
  /** Folder that the tables are kept in; in memory without it. */
  stateDir?: string;
  /** Tables to create where they do not exist: partition key `pk`, sort key `sk`, as infra/tables.yml has them. */
  tables: readonly string[];
}

export interface LocalDynamoDb {
  /** Origin, no trailing slash: the value for `AWS_ENDPOINT_URL_DYNAMODB`. */
  url: string;
  close(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  const command = new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  await client.send(command).catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
}

/**
 * Starts dynalite, which speaks DynamoDB's protocol, and creates the tables.
 * @throws Node's EADDRINUSE error when the port is taken
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<LocalDynamoDb> {
  const { host, port, region, stateDir, tables } = options;
  const server = dynalite({ createTableMs: 0, ...(stateDir !== undefined && { path: stateDir }) });
  server.listen(port, host);
  await once(server, 'listening');
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({ endpoint: url, region, credentials: CREDENTIALS });
  for (const name of tables) await createTable(client, name);
  client.destroy();
  return {
    url,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
