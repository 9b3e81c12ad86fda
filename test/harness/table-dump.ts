import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { StackFile } from '../../local/stack/stack-file.ts';

/** Every item of a table, for looking at from outside. */
export async function dumpTableAt(endpoint: string, table: string): Promise<Record<string, unknown>[]> {
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const items: Record<string, unknown>[] = [];
  let start: Record<string, never> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table, ...(start && { ExclusiveStartKey: start }) }),
    );
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    start = page.LastEvaluatedKey as typeof start;
  } while (start !== undefined);
  client.destroy();
  return items;
}

export const dumpTable = (stack: StackFile, table: string) => dumpTableAt(stack.dynamodb.endpoint, table);

/** Bytes become latin1 text, so that they can be searched. */
export const asText = (items: unknown): string =>
  JSON.stringify(items, (_name, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
