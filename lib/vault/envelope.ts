import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SealBroken } from '../outcomes/service.ts';

/** What a sealed value is for. Each function's role may unwrap only its purposes. */
export type Purpose = 'connection' | 'grant' | 'link' | 'messaging';

/** The place that a sealed value belongs to, and its purpose there. */
export interface Binding {
  /** The item's keys in the registry. */
  pk: string;
  sk: string;
  purpose: Purpose;
}

/** A sealed value as it is stored: version 1 is AES-256-GCM under a KMS data key. */
export interface Sealed {
  v: 1;
  /** The data key, wrapped by KMS. */
  key: Uint8Array;
  /** 96 bits, fresh for each seal. */
  iv: Uint8Array;
  data: Uint8Array;
  /** 128 bits. */
  tag: Uint8Array;
}

const ALGORITHM = 'aes-256-gcm';

/** Percent-encodes what would make two different places read alike. */
const placePart = (key: string): string => key.replaceAll('%', '%25').replaceAll('|', '%7C');

/** The encryption context that KMS is given; IAM conditions look at `app` and `purpose`. */
export function bindingContext(binding: Binding): Record<'app' | 'place' | 'purpose', string> {
  const place = `${placePart(binding.pk)}|${placePart(binding.sk)}`;
  return { app: 'porchlight', place, purpose: binding.purpose };
}

function authenticatedData(binding: Binding): Buffer {
  return Buffer.from(JSON.stringify({ v: 1, ...bindingContext(binding) }));
}

export function sealEnvelope(
  text: string,
  key: { plain: Uint8Array; wrapped: Uint8Array },
  binding: Binding,
): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv(ALGORITHM, key.plain, iv).setAAD(authenticatedData(binding));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { v: 1, key: key.wrapped, iv, data, tag: cipher.getAuthTag() };
}

/** @throws {SealBroken} when anything at all differs from what was sealed */
export function openEnvelope(sealed: Sealed, key: Uint8Array, binding: Binding): string {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.iv, { authTagLength: 16 });
    decipher.setAAD(authenticatedData(binding)).setAuthTag(sealed.tag);
    return Buffer.concat([decipher.update(sealed.data), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new SealBroken(binding.purpose, { cause });
  }
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array && value.length > 0;

/**
 * Reads a sealed value back from an item.
 * @throws {SealBroken} when it is not one, or of a version that this code does not know
 */
export function parseSealed(value: unknown, purpose: Purpose): Sealed {
  const sealed = value as Partial<Sealed> | null | undefined;
  const { key, iv, data, tag } = sealed ?? {};
  if (sealed?.v !== 1 || !isBytes(key) || !isBytes(iv) || !isBytes(data) || !isBytes(tag)) {
    throw new SealBroken(purpose);
  }
  return { v: 1, key, iv, data, tag };
}
