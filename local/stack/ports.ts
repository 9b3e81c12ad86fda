import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** The parts that listen, in the order of their ports. */
export const PARTS = [
  'portal',
  'cognito',
  'lambda',
  'dynamodb',
  'kms',
  'sqs',
  'amazon',
  'home',
  'alexa',
] as const;

export type Part = (typeof PARTS)[number];
export type Ports = Readonly<Record<Part, number>>;

export const DEFAULT_FIRST_PORT = 4300;

/** Consecutive ports from the first one on: the portal's. */
export const portsFrom = (first: number): Ports =>
  Object.fromEntries(PARTS.map((part, index) => [part, first + index])) as Ports;

/**
 * Below the ports that systems hand out by themselves (Linux from 32768, others from 49152): of those, any program may
 * be given the one that was just released.
 */
const LOWEST = 15_000;
const HIGHEST = 32_000;
const TRIES = 100;

async function freePort(host: string): Promise<{ port: number; release: () => Promise<void> }> {
  for (let tries = 1; ; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    const server = createServer();
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
      return { port, release: () => new Promise((resolve) => server.close(() => resolve())) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === TRIES) throw error;
    }
  }
}

/** Ports that nobody uses, for stacks side by side. All are taken before one is released, so they differ. */
export async function freePorts(host: string): Promise<Ports> {
  const taken = await Promise.all(PARTS.map(() => freePort(host)));
  await Promise.all(taken.map(({ release }) => release()));
  return Object.fromEntries(PARTS.map((part, index) => [part, taken[index]?.port ?? 0])) as Ports;
}

/** A port of the stack is in use by another program. */
export class PortTaken extends Error {
  readonly port: number;
  readonly part: Part;

  constructor(part: Part, port: number, options?: ErrorOptions) {
    super(`Port ${port}, which the stack needs for ${part}, is taken.`, options);
    this.name = 'PortTaken';
    this.port = port;
    this.part = part;
  }
}

/** @throws {PortTaken} instead of Node's EADDRINUSE, when that is of this part's port */
export async function naming<T>(part: Part, port: number, start: Promise<T>): Promise<T> {
  try {
    return await start;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTaken(part, port, { cause });
    throw cause;
  }
}

/**
 * Makes sure of all ports before anything is touched: a second stack in the same folder must not take away the
 * state of the first.
 * @throws {PortTaken}
 */
export async function assertPortsFree(host: string, ports: Ports): Promise<void> {
  for (const part of PARTS) {
    const server = createServer();
    const listening = new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(ports[part], host, resolve);
    });
    await naming(part, ports[part], listening);
    await new Promise((resolve) => server.close(resolve));
  }
}
