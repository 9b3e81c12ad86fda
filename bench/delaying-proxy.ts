import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy on loopback that makes its target look far away. */
export interface DelayingProxy {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts a proxy through which every byte takes `oneWayMs` longer, in either direction, as over a line of that
 * length and endless width. The first bytes of a connection wait one round trip more: over a real line the TCP
 * handshake takes that before they can leave.
 * @param target port on loopback
 */
export async function startDelayingProxy(target: number, oneWayMs: number): Promise<DelayingProxy> {
  const open = new Set<Socket>();

  function carry(from: Socket, to: Socket, handshakeMs: number): void {
    const ready = Date.now() + handshakeMs;
    // Timers that end in the same millisecond may fire in any order; bytes must not.
    const onTheWay: (() => void)[] = [];
    const later = (deliver: () => void) => {
      onTheWay.push(deliver);
      setTimeout(() => onTheWay.shift()?.(), oneWayMs + Math.max(0, ready - Date.now())).unref();
    };
    from.on('data', (bytes) => later(() => to.writable && to.write(bytes)));
    from.on('end', () => later(() => to.end()));
    from.on('close', () => {
      open.delete(from);
      later(() => to.destroy());
    });
    // A broken connection is seen by the one at the other end as a closed one.
    from.on('error', () => from.destroy());
  }

  const server = net.createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = net.connect({ host: '127.0.0.1', port: target, noDelay: true, allowHalfOpen: true });
    open.add(near).add(far);
    carry(near, far, 2 * oneWayMs);
    carry(far, near, 0);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
