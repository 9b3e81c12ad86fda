import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import { createPresences } from '../../lib/homes/presence.ts';
import { createTable } from '../../lib/homes/table.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';

let stateDir: string;
let stack: Stack;
let client: DynamoDBClient;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'porchlight-upkeep-'));
  stack = await startStack({ isBundled: true, ports: await freePorts('127.0.0.1'), stateDir });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: stack.file.dynamodb.endpoint, region: 'us-east-1', credentials });
});
afterAll(async () => {
  client.destroy();
  await stack.close();
  await rm(stateDir, { recursive: true, force: true });
});

/** The laptop keeps the clock that serverless.yml asks for: within a minute it is struck. */
it('what is due is found by the clock and worked off by observe', async () => {
  const devices = createTable(client, stack.file.dynamodb.devices, { consistent: true });
  const presences = createPresences(devices, () => Date.now() - 600_000);
  await presences.owe('kvanished', createDeadline(5_000));
  const read = () => presences.read('kvanished', createDeadline(5_000));
  // A home that is gone: what is left of it goes when it is due.
  await expect.poll(read, { timeout: 65_000, interval: 250 }).toBeUndefined();
  const due = stack.looks().filter((message) => message.includes('kvanished'));
  expect(due).toHaveLength(1);
  expect(due[0]).toContain('presence');
  expect(stack.file.lambda.functions.upkeep).toContain('upkeep');
}, 70_000);
