import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Template } from '../../infra/checks/template.ts';
import { makeServiceFolder } from './service-folder.ts';

/** An environment without any trace of an AWS account, and without a way to ask for one. */
const noAccount = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  AWS_EC2_METADATA_DISABLED: 'true',
  FORCE_COLOR: '0',
});

/** osls refused to package; `output` is what it said. */
export class PackageError extends Error {
  readonly output: string;

  constructor(output: string, options: ErrorOptions) {
    super(`osls package failed:\n${output}`, options);
    this.name = 'PackageError';
    this.output = output;
  }
}

/**
 * Packages the service as `npm run package` does, offline, in a folder of its own that is removed again.
 *
 * @param bundles the folder that `buildFunctions` filled
 * @param parameters serverless.yml's named parameters, as `--param` gives them
 * @returns the template that a deployment would send to CloudFormation
 * @throws PackageError when osls refuses
 */
export const packageTemplate = async (
  bundles: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Template> => {
  const folder = await makeServiceFolder(bundles);
  try {
    const osls = createRequire(import.meta.url).resolve('osls/bin/serverless.js');
    const given = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
    await promisify(execFile)(process.execPath, [osls, 'package', ...given], {
      cwd: folder.path,
      env: noAccount(),
    }).catch((cause: unknown) => {
      const said = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : '';
      throw new PackageError(said, { cause });
    });
    const packaged = join(folder.path, '.serverless', 'cloudformation-template-update-stack.json');
    const template: Template = JSON.parse(await readFile(packaged, 'utf8'));
    return template;
  } finally {
    await folder.remove();
  }
};
