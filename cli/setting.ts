import { UsageError } from './usage-error.ts';

/**
 * An environment variable without which a command cannot work.
 * @throws {UsageError}
 */
export function setting(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new UsageError(`Set ${name}.`);
  return value;
}
