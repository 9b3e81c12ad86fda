import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { createDynamoDb, createKms } from '../lib/aws-clients.ts';
import { createDeadline } from '../lib/deadline.ts';
import { createMessagingCredentials } from '../lib/homes/messaging-credentials.ts';
import { createTable } from '../lib/homes/table.ts';
import { createKmsDataKeys } from '../lib/vault/data-keys.ts';
import { Secret } from '../lib/vault/secret.ts';
import { createVault } from '../lib/vault/vault.ts';
import { setting } from './setting.ts';
import { UsageError } from './usage-error.ts';

const MS = 15_000;

/** Asks at the terminal without showing what is typed; takes the whole of standard input where that is a file. */
async function readSecret(): Promise<Secret> {
  if (!process.stdin.isTTY) return new Secret((await text(process.stdin)).trim());
  process.stdout.write('Client secret (not shown): ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const typed = await new Promise<string>((resolve) => terminal.question('', resolve));
  terminal.close();
  process.stdout.write('\n');
  return new Secret(typed.trim());
}

/**
 * Stores the skill's messaging credentials where `acceptgrant` finds them: sealed, in the registry.
 * @returns what to tell the operator
 * @throws {UsageError}
 * @throws {VaultUnavailable | StoreUnavailable}
 * @see https://developer.amazon.com/docs/smarthome/authenticate-a-customer-permissions.html
 */
export async function messagingCredentials(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { values } = parseArgs({ args, options: { 'client-id': { type: 'string' } } });
  const clientId = values['client-id'];
  if (clientId === undefined || clientId === '') throw new UsageError('Give --client-id.');
  const region = setting(env, 'AWS_REGION');
  const skillId = setting(env, 'SKILL_ID');
  const registry = createTable(createDynamoDb(region), setting(env, 'REGISTRY_TABLE'), { consistent: true });
  const vault = createVault({ dataKeys: createKmsDataKeys(createKms(region), setting(env, 'VAULT_KEY_ID')) });
  const clientSecret = await readSecret();
  if (clientSecret.reveal() === '') throw new UsageError('The secret is empty.');
  await createMessagingCredentials(registry, vault, skillId).write(
    { clientId, clientSecret },
    createDeadline(MS),
  );
  return `The messaging credentials of ${skillId} are stored. Alexa can accept grants from now on.`;
}
