import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The one symmetric key of the stand-in. `material` is 32 bytes and never leaves the process but for its file. */
export interface MasterKey {
  /** Key id, a UUID as KMS gives them. */
  id: string;
  material: Buffer;
  /** When the key was made, in epoch milliseconds. */
  createdAt: number;
}

/** The key file is there but cannot be used. Nothing is overwritten: everything sealed so far depends on it. */
export class MasterKeyFileError extends Error {
  override readonly name = 'MasterKeyFileError';
  readonly path: string;

  constructor(path: string, options?: ErrorOptions) {
    super(
      `The key file ${path} is damaged. Restore it, or delete it to begin anew (sealed secrets are then lost).`,
      options,
    );
    this.path = path;
  }
}

const FILE_NAME = 'kms-master-key.json';
const KEY_BYTES = 32;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The key kept in `stateDir` (made on first use, readable by its owner only), or a fresh one that lives as long as
 * the process when no directory is given.
 * @throws MasterKeyFileError when the file exists and is not a key
 */
export async function openMasterKey(stateDir: string | undefined): Promise<MasterKey> {
  if (stateDir === undefined) return newMasterKey();
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const path = join(stateDir, FILE_NAME);
  const stored = await readIfPresent(path);
  if (stored === undefined) {
    const key = newMasterKey();
    await store(path, key);
    return key;
  }
  // A copy or a restored backup may have come back readable by everybody.
  await chmod(path, 0o600);
  return decode(stored, path);
}

function newMasterKey(): MasterKey {
  return { id: randomUUID(), material: randomBytes(KEY_BYTES), createdAt: Date.now() };
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function store(path: string, key: MasterKey): Promise<void> {
  const text = JSON.stringify({
    version: 1,
    id: key.id,
    material: key.material.toString('base64'),
    createdAt: key.createdAt,
  });
  // Written whole and then renamed, so that an interrupted first start leaves no half key behind.
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, `${text}\n`, { mode: 0o600, flag: 'w' });
  await rename(draft, path);
}

function decode(text: string, path: string): MasterKey {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    // JSON.parse quotes the text it stumbled over, which here would be key material; so only the kind goes on.
    throw new MasterKeyFileError(path, { cause: cause instanceof Error ? cause.name : 'unknown' });
  }
  if (typeof parsed !== 'object' || parsed === null) throw new MasterKeyFileError(path);
  const { version, id, material, createdAt } = { version: 0, id: '', material: '', createdAt: 0, ...parsed };
  const bytes = Buffer.from(String(material), 'base64');
  const usable =
    version === 1 && UUID.test(String(id)) && bytes.length === KEY_BYTES && typeof createdAt === 'number';
  if (!usable) throw new MasterKeyFileError(path);
  return { id: String(id), material: bytes, createdAt };
}
