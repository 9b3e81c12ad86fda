import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A folder in which osls finds the project's own serverless.yml. */
export interface ServiceFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Copies what osls reads of the project into a folder of its own. osls zips into `.serverless` beside
 * serverless.yml wherever the package is to end up, so two runs in one folder trip over each other.
 *
 * @param bundles a folder with bundles to copy, or the text of each function's bundle by its name
 */
export const makeServiceFolder = async (
  bundles: string | Readonly<Record<string, string>>,
): Promise<ServiceFolder> => {
  const path = await mkdtemp(join(tmpdir(), 'porchlight-service-'));
  for (const part of ['serverless.yml', 'infra', 'local/offline', 'package.json']) {
    await cp(join(projectRoot, part), join(path, part), { recursive: true });
  }
  await symlink(join(projectRoot, 'node_modules'), join(path, 'node_modules'));
  if (typeof bundles === 'string') {
    await cp(bundles, join(path, '.build'), { recursive: true });
  } else {
    for (const [name, text] of Object.entries(bundles)) {
      await mkdir(join(path, '.build', name), { recursive: true });
      await writeFile(join(path, '.build', name, 'index.cjs'), text);
    }
  }
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};
