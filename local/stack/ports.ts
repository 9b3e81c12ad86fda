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

async function freePort(host: string): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, release: () => new Promise((resolve) => server.close(() => resolve())) };
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
