import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** An address of a Home Assistant at which all that it is asked is written down. */
export interface Overheard {
  /** Origin, without a trailing slash. */
  readonly url: string;
  /** The token that came with the last directive; empty before there was one. */
  token(): string;
  /** Names of the directives that came, in their order, such as `Discover` and `TurnOn`. */
  directives(): string[];
  close(): Promise<void>;
}

const DIRECTIVE =
  /POST \/api\/alexa\/smart_home HTTP[\s\S]*?authorization: Bearer (\S+)[\s\S]*?"name":\s*"(\w+)"/gi;

/**
 * Another address for a home, on loopback: whatever comes is handed on as it is, WebSockets too. From outside it is
 * the only way to learn the token that Porchlight made for itself there.
 * @param origin the home's own, plain http
 */
export async function overhear(origin: string): Promise<Overheard> {
  const target = Number(new URL(origin).port);
  const open = new Set<Socket>();
  const asked: string[] = [];
  const server = net.createServer({ noDelay: true }, (near) => {
    const far = net.connect({ host: '127.0.0.1', port: target, noDelay: true });
    const index = asked.push('') - 1;
    near.on('data', (bytes) => {
      asked[index] += bytes.toString('latin1');
    });
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      open.add(one);
      one.pipe(other);
      // A broken connection is a closed one to whoever is at the other end.
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const found = () => asked.flatMap((each) => [...each.matchAll(DIRECTIVE)]);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: () => found().at(-1)?.[1] ?? '',
    directives: () => found().map(([, , name = '']) => name),
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
