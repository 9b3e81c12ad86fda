/**
 * A variable without which the function cannot work.
 * @throws {Error} at start-up, naming the variable
 */
export function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
