import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProxyFault {
  /** Answers with this instead of asking the service. */
  status?: number;
  body?: object;
  /** Waits before it goes on, in milliseconds. */
  delayMs?: number;
  /** Changes what the service answered. */
  bend?: (operation: string, answer: Record<string, unknown>, asked: Record<string, unknown>) => object;
  /** Only these operations, such as `BatchGetItem`; all unless given. */
  operations?: readonly string[];
}

/** Stands before one of AWS's services (those that speak AWS JSON), which it can make fail as AWS does. */
export async function startFaultProxy(target: string) {
  let fault: ProxyFault | undefined;
  const calls: string[] = [];

  function forward(request: http.IncomingMessage, body: Buffer): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const { host: _host, connection: _connection, ...headers } = request.headers;
      const outgoing = http.request(
        new URL(request.url ?? '/', target),
        { method: request.method ?? 'POST', headers },
        async (incoming) => {
          const chunks: Buffer[] = [];
          for await (const chunk of incoming) chunks.push(chunk as Buffer);
          resolve({ status: incoming.statusCode ?? 500, text: Buffer.concat(chunks).toString('utf8') });
        },
      );
      outgoing.on('error', reject).end(body);
    });
  }

  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    calls.push(operation);
    const now = fault?.operations?.includes(operation) === false ? undefined : fault;
    if (now?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, now.delayMs).unref());
    const reply = (status: number, text: string) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
    };
    if (now?.status !== undefined) {
      reply(now.status, JSON.stringify(now.body ?? {}));
      return;
    }
    const { status, text } = await forward(request, body);
    const bent = now?.bend?.(operation, JSON.parse(text), JSON.parse(body.toString('utf8')));
    reply(status, bent === undefined ? text : JSON.stringify(bent));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setFault: (next: ProxyFault | undefined) => {
      fault = next;
    },
    /** The operations that were asked for so far. */
    calls: (): readonly string[] => calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
