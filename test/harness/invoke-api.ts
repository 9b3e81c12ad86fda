import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Invoked = (event: unknown) => Promise<unknown>;

/**
 * AWS's Lambda Invoke API over functions of this process.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function startInvokeApi() {
  const functions = new Map<string, Invoked>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1];
    const invoked = name === undefined ? undefined : functions.get(decodeURIComponent(name));
    response.setHeader('content-type', 'application/json');
    if (invoked === undefined) {
      response
        .writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' })
        .end('{"Message":"no function"}');
      return;
    }
    try {
      response.end(JSON.stringify(await invoked(JSON.parse(Buffer.concat(chunks).toString('utf8')))));
    } catch (error) {
      const errorType = error instanceof Error ? error.name : 'Error';
      response.setHeader('x-amz-function-error', 'Unhandled').end(JSON.stringify({ errorType }));
    }
  });
  server.keepAliveTimeout = 75_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    register: (name: string, invoked: Invoked) => void functions.set(name, invoked),
    /** As if it had never been deployed. */
    unregister: (name: string) => void functions.delete(name),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
