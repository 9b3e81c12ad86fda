import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What a process offers to the one that started it: named functions of one argument. */
export type Api = Readonly<Record<string, (argument: never) => unknown>>;

type ArgumentOf<F> = F extends (argument: infer A) => unknown ? A : never;
type ResultOf<F> = F extends (argument: never) => infer R ? Awaited<R> : never;

interface Call {
  id: number;
  name: string;
  argument: unknown;
}

type Reply = { id: number; value: unknown } | { id: number; failure: string };

/** A call to a child failed there, or the child ended before it answered. */
export class ChildFailed extends Error {
  /** File name of the child's program. */
  readonly program: string;

  constructor(program: string, what: string) {
    super(`${program}: ${what}`);
    this.name = 'ChildFailed';
    this.program = program;
  }
}

/** A process of ours and how to call it. */
export interface Child<A> {
  /** @throws {ChildFailed} */
  call<K extends keyof A & string>(name: K, argument: ArgumentOf<A[K]>): Promise<ResultOf<A[K]>>;
  /** Ends the process and waits until it has. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Arguments for Node itself. */
  readonly execArgv?: readonly string[];
}

const STOP_MS = 5_000;

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(impatience);
}

/**
 * Starts a program that ends with {@link serve}. Its standard output is thrown away, as what a function logs
 * would be; what it says on standard error is shown.
 * @param program path of the file
 */
export function startChild<A extends Api>(program: string, options: ChildOptions): Child<A> {
  const child = fork(program, [], {
    env: options.env,
    execArgv: [...(options.execArgv ?? [])],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let calls = 0;
  child.on('message', (reply: Reply) => {
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('failure' in reply) caller?.reject(new ChildFailed(program, reply.failure));
    else caller?.resolve(reply.value as never);
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) {
      reject(new ChildFailed(program, `ended with ${signal ?? code} before it answered`));
    }
    waiting.clear();
  });
  return {
    call: (name, argument) =>
      new Promise((resolve, reject) => {
        calls += 1;
        waiting.set(calls, { resolve, reject });
        child.send({ id: calls, name, argument } satisfies Call, (error) => {
          if (error !== null) reject(error);
        });
      }),
    stop: () => stop(child),
  };
}

/** The other side: answers the calls of the process that started this one, and ends with it. */
export function serve(api: Api): void {
  const answer = async ({ id, name, argument }: Call): Promise<Reply> => {
    try {
      const called = api[name];
      if (called === undefined) throw new Error(`There is no "${name}" here.`);
      return { id, value: await called(argument as never) };
    } catch (error) {
      return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  process.on('message', async (call: Call) => {
    const reply = await answer(call);
    if (process.connected) process.send?.(reply);
  });
  process.on('disconnect', () => process.exit(0));
}
