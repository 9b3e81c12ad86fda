import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KmsError } from './kms-error.ts';
import type { MasterKey } from './master-key.ts';

/** Names and values bound to a ciphertext. The order does not count; an absent and an empty context are the same. */
export type EncryptionContext = ReadonlyMap<string, string>;

const VERSION = 1;
const KEY_ID_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;

/** Seals `plaintext` under the key, bound to the context. Layout: version, key id, nonce, ciphertext, tag. */
export function sealBlob(key: MasterKey, context: EncryptionContext, plaintext: Buffer): Buffer {
  const header = headerOf(key);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.material, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([header, canonicalContext(context)]));
  return Buffer.concat([header, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens what {@link sealBlob} sealed.
 * @throws KmsError InvalidCiphertextException for a foreign, damaged or cut blob and for any other context; as with
 * KMS, nothing tells which of them it was
 */
export function openBlob(key: MasterKey, context: EncryptionContext, blob: Buffer): Buffer {
  const header = headerOf(key);
  const minimum = HEADER_BYTES + NONCE_BYTES + TAG_BYTES;
  if (blob.length < minimum || !blob.subarray(0, HEADER_BYTES).equals(header)) {
    throw new KmsError('InvalidCiphertextException', 'The ciphertext cannot be decrypted.');
  }
  const nonce = blob.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key.material, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([header, canonicalContext(context)]));
  decipher.setAuthTag(blob.subarray(blob.length - TAG_BYTES));
  try {
    const sealed = blob.subarray(HEADER_BYTES + NONCE_BYTES, blob.length - TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch (cause) {
    throw new KmsError('InvalidCiphertextException', 'The ciphertext cannot be decrypted.', { cause });
  }
}

function headerOf(key: MasterKey): Buffer {
  return Buffer.concat([Buffer.of(VERSION), Buffer.from(key.id.replaceAll('-', ''), 'hex')]);
}

/** Sorted and with lengths in front, so that no two different contexts ever share their bytes. */
function canonicalContext(context: EncryptionContext): Buffer {
  const pairs = [...context].map(([name, value]) => ({ name: Buffer.from(name), value: Buffer.from(value) }));
  pairs.sort((left, right) => Buffer.compare(left.name, right.name));
  return Buffer.concat(pairs.flatMap(({ name, value }) => [lengthOf(name), name, lengthOf(value), value]));
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}
