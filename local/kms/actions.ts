import { randomBytes } from 'node:crypto';
import { openBlob, sealBlob } from './ciphertext-blob.ts';
import { KmsError } from './kms-error.ts';
import type { MasterKey } from './master-key.ts';
import type { KmsInput } from './request.ts';
import { invalid, optionalBlob, optionalInteger, optionalString, required, stringMap } from './request.ts';

/** The actions served, as they stand behind `TrentService.` in `X-Amz-Target`. */
export type KmsActionName = 'GenerateDataKey' | 'Decrypt' | 'DescribeKey';

/** One action: members of the request in, members of the answer out. @throws KmsError */
export type KmsAction = (input: KmsInput) => Record<string, unknown>;

const ACCOUNT = '000000000000';
const ALIAS = 'alias/porchlight';
const BYTES_BY_SPEC = new Map([
  ['AES_256', 32],
  ['AES_128', 16],
]);
const MAX_DATA_KEY_BYTES = 1024;
const MAX_CIPHERTEXT_BYTES = 6144;
const ALGORITHM = 'SYMMETRIC_DEFAULT';
const ASYMMETRIC_ALGORITHMS = new Set(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE']);
/** Members that change what an action means; ignoring them would be an answer to another question. */
const UNSUPPORTED_MEMBERS = ['DryRun', 'Recipient', 'GrantTokens'];

/** ARN of the key, in the account number that emulators use. */
export function keyArn(key: MasterKey, region: string): string {
  return `arn:aws:kms:${region}:${ACCOUNT}:key/${key.id}`;
}

/** KMS's GenerateDataKey, Decrypt and DescribeKey over one symmetric key (KMS API Reference, version 2014-11-01). */
export function createActions(key: MasterKey, region: string): Readonly<Record<KmsActionName, KmsAction>> {
  const arn = keyArn(key, region);
  const names = new Set([key.id, arn, ALIAS, `arn:aws:kms:${region}:${ACCOUNT}:${ALIAS}`]);

  function mustBeOurs(keyId: string): void {
    if (!names.has(keyId)) throw new KmsError('NotFoundException', `Key '${keyId}' does not exist`);
  }

  return {
    GenerateDataKey(input) {
      refuseUnsupported(input);
      const size = dataKeyBytes(optionalString(input, 'KeySpec'), optionalInteger(input, 'NumberOfBytes'));
      const context = stringMap(input, 'EncryptionContext');
      mustBeOurs(required(optionalString(input, 'KeyId'), 'KeyId'));
      const plaintext = randomBytes(size);
      return {
        KeyId: arn,
        Plaintext: plaintext.toString('base64'),
        CiphertextBlob: sealBlob(key, context, plaintext).toString('base64'),
      };
    },

    Decrypt(input) {
      refuseUnsupported(input);
      const context = stringMap(input, 'EncryptionContext');
      const blob = required(optionalBlob(input, 'CiphertextBlob'), 'CiphertextBlob');
      if (blob.length < 1 || blob.length > MAX_CIPHERTEXT_BYTES) {
        throw invalid(
          `Value at 'ciphertextBlob' failed to satisfy constraint: Member must have length between 1 and ${MAX_CIPHERTEXT_BYTES}`,
        );
      }
      mustFitSymmetricKey(optionalString(input, 'EncryptionAlgorithm'));
      // Without a key id KMS finds the key through the blob's own header, and so do we.
      const keyId = optionalString(input, 'KeyId');
      if (keyId !== undefined) mustBeOurs(keyId);
      const plaintext = openBlob(key, context, blob);
      return { KeyId: arn, Plaintext: plaintext.toString('base64'), EncryptionAlgorithm: ALGORITHM };
    },

    DescribeKey(input) {
      mustBeOurs(required(optionalString(input, 'KeyId'), 'KeyId'));
      return {
        KeyMetadata: {
          AWSAccountId: ACCOUNT,
          KeyId: key.id,
          Arn: arn,
          CreationDate: key.createdAt / 1000,
          Enabled: true,
          Description: 'Porchlight on this machine',
          KeyUsage: 'ENCRYPT_DECRYPT',
          KeyState: 'Enabled',
          Origin: 'AWS_KMS',
          KeyManager: 'CUSTOMER',
          CustomerMasterKeySpec: ALGORITHM,
          KeySpec: ALGORITHM,
          EncryptionAlgorithms: [ALGORITHM],
          MultiRegion: false,
        },
      };
    },
  };
}

function dataKeyBytes(spec: string | undefined, bytes: number | undefined): number {
  if ((spec === undefined) === (bytes === undefined)) {
    throw new KmsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  if (bytes !== undefined) {
    if (bytes >= 1 && bytes <= MAX_DATA_KEY_BYTES) return bytes;
    throw invalid(
      `Value '${bytes}' at 'numberOfBytes' failed to satisfy constraint: Member must have value between 1 and ${MAX_DATA_KEY_BYTES}`,
    );
  }
  const size = BYTES_BY_SPEC.get(spec ?? '');
  if (size !== undefined) return size;
  throw invalid(
    `Value '${spec}' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [${[...BYTES_BY_SPEC.keys()].join(', ')}]`,
  );
}

function mustFitSymmetricKey(algorithm: string | undefined): void {
  if (algorithm === undefined || algorithm === ALGORITHM) return;
  if (ASYMMETRIC_ALGORITHMS.has(algorithm)) {
    throw new KmsError('InvalidKeyUsageException', `The key does not support ${algorithm}.`);
  }
  throw invalid(
    `Value '${algorithm}' at 'encryptionAlgorithm' failed to satisfy constraint: unknown algorithm`,
  );
}

function refuseUnsupported(input: KmsInput): void {
  const member = UNSUPPORTED_MEMBERS.find((name) => (input[name] ?? undefined) !== undefined);
  if (member !== undefined) {
    throw new KmsError(
      'UnsupportedOperationException',
      `${member} is not supported by this stand-in for KMS.`,
    );
  }
}
