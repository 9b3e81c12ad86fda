import {
  DecryptCommand,
  GenerateDataKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { SealBroken, VaultUnavailable } from '../outcomes/service.ts';

type EncryptionContext = Record<'app' | 'place' | 'purpose', string>;

/** KMS's two calls, as the vault needs them. */
export interface DataKeys {
  /** @throws {VaultUnavailable} */
  generate(context: EncryptionContext): Promise<{ plain: Buffer; wrapped: Uint8Array }>;
  /**
   * @throws {SealBroken} the key was wrapped under another context or altered
   * @throws {VaultUnavailable}
   */
  unwrap(wrapped: Uint8Array, context: EncryptionContext): Promise<Buffer>;
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html */
export function createKmsDataKeys(kms: KMSClient, keyId: string): DataKeys {
  return {
    generate: async (context) => {
      try {
        const answer = await kms.send(
          new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: context }),
        );
        if (answer.Plaintext === undefined || answer.CiphertextBlob === undefined) {
          throw new Error('KMS answered without a key.');
        }
        return { plain: Buffer.from(answer.Plaintext), wrapped: answer.CiphertextBlob };
      } catch (cause) {
        throw new VaultUnavailable('GenerateDataKey', { cause });
      }
    },
    unwrap: async (wrapped, context) => {
      try {
        const answer = await kms.send(
          new DecryptCommand({ KeyId: keyId, CiphertextBlob: wrapped, EncryptionContext: context }),
        );
        if (answer.Plaintext === undefined) throw new Error('KMS answered without a key.');
        return Buffer.from(answer.Plaintext);
      } catch (cause) {
        if (cause instanceof InvalidCiphertextException || cause instanceof IncorrectKeyException) {
          throw new SealBroken(context.purpose, { cause });
        }
        throw new VaultUnavailable('Decrypt', { cause });
      }
    },
  };
}
