import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import { createDueIndex, dueAt } from '../../lib/homes/due-index.ts';
import { createTable, type Item } from '../../lib/homes/table.ts';
import { type LocalTable, startDynamoDb } from '../../local/dynamodb/start.ts';

const region = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'porchlight-dynamodb-'));
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

const soon = () => createDeadline(10_000);

/** Starts it over the same folder, does something with the table `devices`, and ends it. */
async function during<T>(
  table: Omit<LocalTable, 'name'>,
  work: (devices: ReturnType<typeof createTable>) => Promise<T>,
): Promise<T> {
  const tables = [{ name: 'registry' }, { name: 'devices', ...table }];
  const dynamoDb = await startDynamoDb({ host: '127.0.0.1', port: 0, region, stateDir, tables });
  const client = new DynamoDBClient({ endpoint: dynamoDb.url, region, credentials });
  try {
    return await work(createTable(client, 'devices', { consistent: true }));
  } finally {
    client.destroy();
    await dynamoDb.close();
  }
}

describe('the tables of an earlier run', () => {
  const items: Item[] = Array.from({ length: 70 }, (_, index) => ({
    pk: `HOME#k${index}`,
    sk: 'CATALOGUE',
    text: 'x'.repeat(20_000),
    ...(index % 2 === 0 && dueAt(index)),
  }));
  const all = (devices: ReturnType<typeof createTable>) => devices.batchGet(items, soon());
  const due = async (devices: ReturnType<typeof createTable>) => {
    const page = await createDueIndex(devices).page(10, 100, undefined, soon());
    return page.items.map(({ home }) => home);
  };

  test('are as they were', async () => {
    await during({ hasDueIndex: true }, (devices) => devices.batchWrite({ put: items, delete: [] }, soon()));
    await during({ hasDueIndex: true }, async (devices) => {
      expect(await all(devices)).toEqual(items);
      expect(await due(devices)).toEqual(['k0', 'k2', 'k4', 'k6', 'k8', 'k10']);
    });
  });

  test('get the index that an older version did not make, and keep what they held', async () => {
    await during({}, async (devices) => {
      await devices.batchWrite({ put: items, delete: [] }, soon());
      await expect(due(devices)).rejects.toThrow('Query');
    });
    await during({ hasDueIndex: true }, async (devices) => {
      expect(await all(devices)).toEqual(items);
      expect(await due(devices)).toEqual(['k0', 'k2', 'k4', 'k6', 'k8', 'k10']);
    });
  });
});
