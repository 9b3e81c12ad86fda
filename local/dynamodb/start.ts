import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/** A table as infra/tables.yml has them: partition key `pk`, sort key `sk`. */
export interface LocalTable {
  name: string;
  /** With the index `due` beside it. */
  hasDueIndex?: boolean;
}

export interface DynamoDbOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  region: string;
  /** Folder that the tables are kept in; in memory without it. */
  stateDir?: string;
  /** Tables to create where they do not exist. */
  tables: readonly LocalTable[];
}

export interface LocalDynamoDb {
  /** Origin, no trailing slash: the value for `AWS_ENDPOINT_URL_DYNAMODB`. */
  url: string;
  close(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

const keyed = (hash: string, range: string): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

const definitionOf = ({ name, hasDueIndex = false }: LocalTable): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    ...(hasDueIndex
      ? [
          { AttributeName: 'due', AttributeType: 'S' as const },
          { AttributeName: 'dueAt', AttributeType: 'N' as const },
        ]
      : []),
  ],
  KeySchema: keyed('pk', 'sk'),
  ...(hasDueIndex && {
    GlobalSecondaryIndexes: [
      { IndexName: 'due', KeySchema: keyed('due', 'dueAt'), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
  }),
});

/** DynamoDB's own limit. */
const BATCH = 25;

async function itemsOf(client: DynamoDBClient, name: string): Promise<Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: name, ...(start && { ExclusiveStartKey: start }) }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

async function describe(client: DynamoDBClient, name: string) {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Creates a table where there is none. One of an earlier version that lacks the index is made anew, with the items that
 * it had: dynalite cannot add an index to a table, as DynamoDB does. Should that be cut off halfway, a sync brings the
 * devices back.
 */
async function ensureTable(client: DynamoDBClient, table: LocalTable): Promise<void> {
  const { name, hasDueIndex = false } = table;
  const known = await describe(client, name);
  const isWhole = !hasDueIndex || known?.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === 'due');
  if (known !== undefined && isWhole === true) return;
  const items = known === undefined ? [] : await itemsOf(client, name);
  if (known !== undefined) {
    await client.send(new DeleteTableCommand({ TableName: name }));
    while ((await describe(client, name)) !== undefined);
  }
  await client.send(new CreateTableCommand(definitionOf(table)));
  while ((await describe(client, name))?.TableStatus !== 'ACTIVE');
  for (let start = 0; start < items.length; start += BATCH) {
    const requests = items.slice(start, start + BATCH).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }));
  }
}

/**
 * Starts dynalite, which speaks DynamoDB's protocol, and creates the tables that are missing.
 * @throws Node's EADDRINUSE error when the port is taken
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<LocalDynamoDb> {
  const { host, port, region, stateDir, tables } = options;
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    ...(stateDir !== undefined && { path: stateDir }),
  });
  server.listen(port, host);
  await once(server, 'listening');
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({ endpoint: url, region, credentials: CREDENTIALS });
  for (const table of tables) await ensureTable(client, table);
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
