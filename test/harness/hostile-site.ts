import { startWebServer } from './rough-server.ts';

/** What reached a hostile site. */
export interface Caught {
  path: string;
  referer: string | undefined;
  body: string;
}

/** A web site of somebody who means harm: its pages are empty and allow everything, and it notes who comes. */
export async function startHostileSite() {
  const caught: Caught[] = [];
  const server = await startWebServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      caught.push({ path: request.url ?? '', referer: request.headers.referer, body });
      response.writeHead(200, {
        'content-type': 'text/html',
        'access-control-allow-origin': '*',
        'access-control-allow-headers': '*',
      });
      response.end('<!doctype html><title>Win a prize</title><body><p>Win a prize</p></body>');
    });
  });
  return {
    /** By address, where the portal goes by name: to a browser they are different sites. */
    origin: `http://127.0.0.1:${server.port}`,
    caught: (): readonly Caught[] => caught,
    forget: () => void caught.splice(0),
    close: () => server.close(),
  };
}

export type HostileSite = Awaited<ReturnType<typeof startHostileSite>>;
