import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { createAlexa } from '../alexa.ts';
import { createChecker } from '../checks/checker.ts';
import { isObject } from '../checks/json.ts';
import { SchemaFileError } from '../checks/schema.ts';
import { SimulatorError } from '../errors.ts';
import { createFileSession } from '../session.ts';
import { createBrowserSignIn } from '../sign-in-browser.ts';
import { readStack } from '../stack.ts';
import { type Command, type OptionName, type OptionValues, UsageError } from './command.ts';
import { commands } from './commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { helpText } from './help.ts';
import { createPrinter, type Output } from './printer.ts';

/** The world around the command line. */
export type Surroundings = {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly signal: AbortSignal;
};

const optionTypes = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  stack: { type: 'string' },
  account: { type: 'string' },
  username: { type: 'string' },
  password: { type: 'string' },
  scale: { type: 'string' },
  after: { type: 'string' },
  browser: { type: 'boolean' },
  force: { type: 'boolean' },
  state: { type: 'boolean' },
  once: { type: 'boolean' },
  locale: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

const commonOptions: readonly string[] = ['json', 'help', 'stack', 'account'];

/** Runs one command line (without the program's name) and gives its exit code; never throws for a user's mistake. */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { stdout, stderr, env } = surroundings;
  const print = createPrinter({ stdout, stderr, env, json: args.includes('--json') });
  try {
    return await dispatch(args, surroundings, print);
  } catch (error) {
    if (!(error instanceof SimulatorError || error instanceof SchemaFileError)) throw error;
    print.warn(error.message);
    if (error instanceof UsageError) print.warn('See: npm run alexa -- help');
    return exitCodes.failed;
  }
}

async function dispatch(
  args: readonly string[],
  surroundings: Surroundings,
  print: ReturnType<typeof createPrinter>,
): Promise<ExitCode> {
  const { values, positionals } = parse(args);
  const [name, ...words] = positionals;
  if (name === undefined || name === 'help' || values.help === true) {
    const asked = name !== undefined || values.help === true;
    (asked ? surroundings.stdout : surroundings.stderr).write(helpText());
    return asked ? exitCodes.ok : exitCodes.failed;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new UsageError(`There is no command "${name}"`);
  refuseForeignOptions(name, command, values);

  const { cwd, env, signal, stdin } = surroundings;
  const stackPath = resolve(cwd, values.stack ?? join('.porchlight', 'stack.json'));
  const session = createFileSession({
    directory: join(dirname(stackPath), 'alexa'),
    account: values.account ?? 'default',
  });
  const stack = await readStack(stackPath);
  const checker = createChecker({ schemaPath: env.ALEXA_MESSAGE_SCHEMA ?? '' });
  const alexa = createAlexa({
    stack,
    session,
    checker,
    ...(values.browser === true ? { signIn: createBrowserSignIn({ env }) } : {}),
  });
  try {
    return await command.run({
      alexa,
      checker,
      session,
      stack,
      print,
      options: values,
      words,
      signal,
      lines: () => Readable.from(stdin),
      readInput: () => readInput(words[0] ?? '-', cwd, stdin),
    });
  } finally {
    alexa.close();
  }
}

type Values = OptionValues & {
  readonly help?: boolean | undefined;
  readonly stack?: string | undefined;
  readonly account?: string | undefined;
};

/** A negative number is a value, though it looks like an option; it passes the parser in disguise. */
const disguise = '\u0000';

function parse(args: readonly string[]): {
  readonly values: Values;
  readonly positionals: readonly string[];
} {
  try {
    const { values, positionals } = parseArgs({
      args: args.map((arg) => (/^-\d/.test(arg) ? `${disguise}${arg}` : arg)),
      options: optionTypes,
      allowPositionals: true,
    });
    return { values, positionals: positionals.map((word) => word.replace(disguise, '')) };
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : 'The options make no sense', { cause });
  }
}

function refuseForeignOptions(name: string, command: Command, values: Values): void {
  const taken: readonly (string | OptionName)[] = [...commonOptions, ...command.options];
  const foreign = Object.keys(values).find((option) => !taken.includes(option));
  if (foreign !== undefined) throw new UsageError(`"${name}" takes no --${foreign}`);
}

async function readInput(path: string, cwd: string, stdin: Surroundings['stdin']): Promise<string> {
  if (path === '-') {
    let text = '';
    for await (const chunk of stdin) text += chunk.toString();
    return text;
  }
  try {
    return await readFile(resolve(cwd, path), 'utf8');
  } catch (cause) {
    const code = isObject(cause) ? ` (${String(cause.code)})` : '';
    throw new UsageError(`${path} cannot be read${code}`, { cause });
  }
}
