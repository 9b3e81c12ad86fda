import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import tls, { type TlsOptions } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';

/** A server of a test's own making. */
export interface RoughServer {
  port: number;
  /** How many connections were accepted so far. */
  connections(): number;
  close(): Promise<void>;
}

async function listen(server: Server, event: string, port = 0): Promise<RoughServer> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  server.on(event, () => {
    accepted += 1;
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => accepted,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** HTTP as Node speaks it, over TLS where there is an identity; at a port of its own unless one is named. */
export function startWebServer(
  listener: RequestListener,
  identity?: https.ServerOptions,
  prepare?: (server: http.Server) => void,
  port = 0,
): Promise<RoughServer> {
  const server =
    identity === undefined ? http.createServer(listener) : https.createServer(identity, listener);
  server.keepAliveTimeout = 60_000;
  prepare?.(server);
  return listen(server, identity === undefined ? 'connection' : 'secureConnection', port);
}

/** Bytes: whatever is written to the socket, at whatever time. */
export function startRawServer(
  script: (socket: Socket) => void,
  identity?: TlsOptions,
): Promise<RoughServer> {
  const patient = (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    script(socket);
  };
  const server = identity === undefined ? net.createServer(patient) : tls.createServer(identity, patient);
  return listen(server, identity === undefined ? 'connection' : 'secureConnection');
}

/** Answers each request (as far as it is one) with these bytes; `after` says what then becomes of the socket. */
export const startByteServer = (
  bytes: string,
  after: 'keep' | 'end' | 'reset' = 'keep',
): Promise<RoughServer> =>
  startRawServer((socket) => {
    socket.on('data', () => {
      socket.write(bytes, () => {
        if (after === 'end') socket.end();
        if (after === 'reset') socket.resetAndDestroy();
      });
    });
  });

/** A WebSocket server that says what the script says, beside HTTP answers. */
export async function startSocketServer(
  script: (socket: WebSocket) => void,
  listener: RequestListener = (_request, response) => void response.writeHead(404).end(),
): Promise<RoughServer> {
  const sockets = new WebSocketServer({ noServer: true });
  return startWebServer(listener, undefined, (server) => {
    server.on('upgrade', (request, stream, head) => {
      sockets.handleUpgrade(request, stream, head, (socket) => {
        socket.on('error', () => socket.terminate());
        script(socket);
      });
    });
  });
}
