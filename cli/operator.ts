import { messagingCredentials } from './messaging-credentials.ts';
import { redrive } from './redrive.ts';
import { UsageError } from './usage-error.ts';

type Command = (args: string[], env: NodeJS.ProcessEnv) => Promise<string>;

const COMMANDS: Readonly<Record<string, Command>> = {
  'messaging-credentials': messagingCredentials,
  redrive,
};

const HELP = `npm run operator -- COMMAND

  messaging-credentials --client-id ID
      Stores the skill's "Alexa Skill Messaging" credentials, sealed. The secret is asked for, or read
      from standard input; it is never an argument, since other users of a machine can see those.

      Set AWS_REGION, REGISTRY_TABLE, VAULT_KEY_ID and SKILL_ID.

  redrive looks|deliveries|erasures [--dry-run]
      Puts messages that failed for good back into their queue, once what made them fail is mended: as many
      as there are when it begins. With --dry-run it only says how many there are, and of which kind.
      Set AWS_REGION, and LOOKS_QUEUE_URL, DELIVERIES_QUEUE_URL or ERASURES_QUEUE_URL.

AWS credentials are found as everywhere else.`;

/** The command of whoever runs Porchlight. Ends with 0 when it did what was asked, 1 when not. */
async function main(): Promise<void> {
  const [name, ...args] = process.argv.slice(2);
  const command = COMMANDS[name ?? ''];
  if (command === undefined) {
    console.log(HELP);
    process.exitCode = name === undefined || name === '--help' ? 0 : 1;
    return;
  }
  console.log(await command(args, process.env));
}

main().catch((error: unknown) => {
  console.error(error instanceof UsageError ? `${error.message}\n\n${HELP}` : explain(error));
  process.exitCode = 1;
});

/** The message of what went wrong, and of what that came from: it is AWS that has the reason, mostly. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const because = error.cause instanceof Error ? ` (${error.cause.name}: ${error.cause.message})` : '';
  return `${error.message}${because}`;
}
