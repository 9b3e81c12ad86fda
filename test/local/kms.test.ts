import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DecryptCommand, DescribeKeyCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MasterKeyFileError } from '../../local/kms/master-key.ts';
import { type LocalKms, startKms } from '../../local/kms/start.ts';

const place = { host: '127.0.0.1', port: 0, region: 'us-east-1' };
const unknownKey = '00000000-0000-4000-8000-000000000000';

function clientOf(kms: LocalKms): KMSClient {
  return new KMSClient({
    endpoint: kms.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

let kms: LocalKms;
let client: KMSClient;

beforeAll(async () => {
  kms = await startKms(place);
  client = clientOf(kms);
});
afterEach(() => kms.setFault(undefined));
afterAll(async () => {
  client.destroy();
  await kms.close();
});

async function dataKey(EncryptionContext?: Record<string, string>) {
  const { Plaintext, CiphertextBlob } = await client.send(
    new GenerateDataKeyCommand({
      KeyId: kms.keyId,
      KeySpec: 'AES_256',
      ...(EncryptionContext && { EncryptionContext }),
    }),
  );
  if (Plaintext === undefined || CiphertextBlob === undefined) throw new Error('the answer carries no key');
  return { Plaintext, CiphertextBlob };
}

async function raw(target: string | undefined, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(kms.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      authorization: 'AWS4-HMAC-SHA256 Credential=local',
      ...(target !== undefined && { 'x-amz-target': target }),
      ...headers,
    },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('data keys', () => {
  test.each([
    [{ KeySpec: 'AES_256' as const }, 32],
    [{ KeySpec: 'AES_128' as const }, 16],
    [{ NumberOfBytes: 64 }, 64],
  ])('%o yields %i bytes that come back from Decrypt', async (size, length) => {
    const context = { app: 'porchlight', place: 'HOME#a|CONNECTION', purpose: 'connection' };
    const made = await client.send(
      new GenerateDataKeyCommand({ KeyId: kms.keyArn, ...size, EncryptionContext: context }),
    );
    expect(made.Plaintext).toHaveLength(length);
    expect(made.KeyId).toBe(kms.keyArn);
    const opened = await client.send(
      new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, EncryptionContext: context }),
    );
    expect(Buffer.from(opened.Plaintext ?? []).equals(Buffer.from(made.Plaintext ?? []))).toBe(true);
    expect(opened.KeyId).toBe(kms.keyArn);
    expect(opened.EncryptionAlgorithm).toBe('SYMMETRIC_DEFAULT');
  });

  test('no two keys and no two blobs are alike', async () => {
    const [first, second] = await Promise.all([dataKey({ a: '1' }), dataKey({ a: '1' })]);
    expect(Buffer.from(first.Plaintext).equals(second.Plaintext)).toBe(false);
    expect(Buffer.from(first.CiphertextBlob).equals(second.CiphertextBlob)).toBe(false);
  });

  test.each(['id', 'arn', 'alias'])('the key answers to its %s', async (form) => {
    const KeyId = { id: kms.keyId, arn: kms.keyArn, alias: 'alias/porchlight' }[form];
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({
      KeyId: kms.keyId,
      Arn: kms.keyArn,
      Enabled: true,
      KeyState: 'Enabled',
    });
    expect(KeyMetadata?.CreationDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  test('an empty context and none are the same', async () => {
    const { CiphertextBlob, Plaintext } = await dataKey({});
    const opened = await client.send(new DecryptCommand({ CiphertextBlob }));
    expect(Buffer.from(opened.Plaintext ?? []).equals(Plaintext)).toBe(true);
  });
});

describe('the encryption context', () => {
  // The SDK cannot carry a member called __proto__, so it is left out of the names.
  const context = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((name) => name !== '__proto__'),
    fc.string({ maxLength: 12, unit: 'grapheme' }),
    { maxKeys: 4, noNullPrototype: true },
  );
  const canonical = (value: Record<string, string>) => JSON.stringify(Object.entries(value).sort());

  test('opens only under the same names and values, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(context, context, async (sealed, other) => {
        const { CiphertextBlob, Plaintext } = await dataKey(sealed);
        const reversed = Object.fromEntries(Object.entries(sealed).reverse());
        const opened = await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: reversed }));
        expect(Buffer.from(opened.Plaintext ?? []).equals(Plaintext)).toBe(true);
        fc.pre(canonical(sealed) !== canonical(other));
        await expect(
          client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: other })),
        ).rejects.toMatchObject({ name: 'InvalidCiphertextException', $metadata: { httpStatusCode: 400 } });
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['missing', undefined],
    ['one value changed', { app: 'porchlight', purpose: 'grant' }],
    ['one name missing', { app: 'porchlight' }],
    ['one name too many', { app: 'porchlight', purpose: 'connection', place: 'x' }],
    ['name and value cut elsewhere', { app: 'porchlight', purposec: 'onnection' }],
    ['two values swapped', { app: 'connection', purpose: 'porchlight' }],
  ])('%s is refused', async (_case, EncryptionContext) => {
    const { CiphertextBlob } = await dataKey({ app: 'porchlight', purpose: 'connection' });
    await expect(
      client.send(new DecryptCommand({ CiphertextBlob, ...(EncryptionContext && { EncryptionContext }) })),
    ).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  test('a blob that was touched anywhere is refused', async () => {
    const { CiphertextBlob } = await dataKey({ a: 'b' });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(CiphertextBlob.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (position, flip) => {
          const touched = Uint8Array.from(CiphertextBlob, (byte, index) =>
            index === position ? byte ^ flip : byte,
          );
          await expect(
            client.send(new DecryptCommand({ CiphertextBlob: touched, EncryptionContext: { a: 'b' } })),
          ).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('refusals', () => {
  const Blob = new Uint8Array([1, 2, 3]);
  test.each([
    ['NotFoundException', () => new GenerateDataKeyCommand({ KeyId: unknownKey, KeySpec: 'AES_256' })],
    ['NotFoundException', () => new DescribeKeyCommand({ KeyId: 'alias/elsewhere' })],
    ['NotFoundException', () => new DecryptCommand({ KeyId: unknownKey, CiphertextBlob: Blob })],
    ['InvalidCiphertextException', () => new DecryptCommand({ CiphertextBlob: Blob })],
    [
      'InvalidKeyUsageException',
      () => new DecryptCommand({ CiphertextBlob: Blob, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }),
    ],
    ['ValidationException', () => new DecryptCommand({ CiphertextBlob: undefined })],
    ['ValidationException', () => new DecryptCommand({ CiphertextBlob: new Uint8Array(7000) })],
    ['ValidationException', () => new GenerateDataKeyCommand({ KeyId: undefined, KeySpec: 'AES_256' })],
    ['ValidationException', () => new GenerateDataKeyCommand({ KeyId: kms.keyId })],
    [
      'ValidationException',
      () => new GenerateDataKeyCommand({ KeyId: kms.keyId, KeySpec: 'AES_256', NumberOfBytes: 32 }),
    ],
    ['ValidationException', () => new GenerateDataKeyCommand({ KeyId: kms.keyId, NumberOfBytes: 1025 })],
    [
      'UnsupportedOperationException',
      () => new GenerateDataKeyCommand({ KeyId: kms.keyId, KeySpec: 'AES_256', DryRun: true }),
    ],
  ])('%s (row %#)', async (name, command) => {
    const sent: Promise<unknown> = client.send(command() as GenerateDataKeyCommand);
    await expect(sent).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  const key = () => JSON.stringify({ KeyId: kms.keyId, KeySpec: 'AES_256' });
  test.each([
    ['not JSON', 'TrentService.Decrypt', () => '{', 'SerializationException'],
    ['no object', 'TrentService.Decrypt', () => '[]', 'SerializationException'],
    ['not base64', 'TrentService.Decrypt', () => '{"CiphertextBlob":"*"}', 'SerializationException'],
    [
      'context of numbers',
      'TrentService.Decrypt',
      () => '{"CiphertextBlob":"AAAA","EncryptionContext":{"a":1}}',
      'SerializationException',
    ],
    ['key id a number', 'TrentService.DescribeKey', () => '{"KeyId":7}', 'SerializationException'],
    [
      'unknown spec',
      'TrentService.GenerateDataKey',
      () => JSON.stringify({ KeyId: kms.keyId, KeySpec: 'AES_512' }),
      'ValidationException',
    ],
    [
      'half a byte',
      'TrentService.GenerateDataKey',
      () => JSON.stringify({ KeyId: kms.keyId, NumberOfBytes: 1.5 }),
      'SerializationException',
    ],
    ['other action', 'TrentService.ScheduleKeyDeletion', key, 'UnknownOperationException'],
    ['inherited name', 'TrentService.constructor', key, 'UnknownOperationException'],
    ['no target', undefined, key, 'UnknownOperationException'],
  ])('%s on the wire', async (_case, target, body, type) => {
    expect(await raw(target, body())).toMatchObject({ status: 400, body: { __type: type } });
  });

  test('an unsigned call is refused', async () => {
    const response = await fetch(kms.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'TrentService.GenerateDataKey' },
      body: key(),
    });
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});

describe('faults and counts', () => {
  test.each([
    ['down' as const, 'KMSInternalException', 500],
    ['throttled' as const, 'ThrottlingException', 400],
  ])('%s is %s until it is lifted', async (fault, name, httpStatusCode) => {
    const before = kms.calls();
    kms.setFault(fault);
    await expect(dataKey()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
    kms.setFault(undefined);
    await dataKey();
    expect(kms.calls()).toEqual({ ...before, GenerateDataKey: before.GenerateDataKey + 2 });
  });

  test('a taken port is named by the plain error of Node', async () => {
    await expect(startKms({ ...place, port: Number(new URL(kms.url).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

describe('the stored key', () => {
  let stateDir: string;
  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'porchlight-kms-'));
  });
  afterAll(() => rm(stateDir, { recursive: true }));

  test('survives a restart, is its owner’s alone, and is never replaced when damaged', async () => {
    const inside = join(stateDir, 'state');
    const file = join(inside, 'kms-master-key.json');
    const first = await startKms({ ...place, stateDir: inside });
    const firstClient = clientOf(first);
    const { CiphertextBlob, Plaintext } = await firstClient.send(
      new GenerateDataKeyCommand({ KeyId: first.keyId, KeySpec: 'AES_256', EncryptionContext: { a: 'b' } }),
    );
    firstClient.destroy();
    await first.close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    const second = await startKms({ ...place, stateDir: inside });
    const secondClient = clientOf(second);
    expect(second.keyId).toBe(first.keyId);
    const opened = await secondClient.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: { a: 'b' } }),
    );
    expect(Buffer.from(opened.Plaintext ?? []).equals(Buffer.from(Plaintext ?? []))).toBe(true);
    secondClient.destroy();
    await second.close();

    const whole = await readFile(file, 'utf8');
    for (const damaged of [whole.slice(0, 60), '7', '{"version":1}']) {
      await writeFile(file, damaged);
      await expect(startKms({ ...place, stateDir: inside })).rejects.toThrow(MasterKeyFileError);
      expect(await readFile(file, 'utf8')).toBe(damaged);
    }
  });

  test('another key’s ciphertext is refused', async () => {
    const other = await startKms(place);
    const otherClient = clientOf(other);
    const { CiphertextBlob } = await dataKey({ a: 'b' });
    await expect(
      otherClient.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { a: 'b' } })),
    ).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    otherClient.destroy();
    await other.close();
  });
});
