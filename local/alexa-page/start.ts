import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAlexa } from '../alexa/alexa.ts';
import { createChecker } from '../alexa/checks/checker.ts';
import { createFileSession } from '../alexa/session.ts';
import type { Stack } from '../alexa/stack.ts';
import type { DemoHome } from '../demo-home/start.ts';
import { alexaPageOrigin, alexaPageRedirectUri } from './addresses.ts';
import { createBrowserSignIn } from './browser-sign-in.ts';
import { createFaults } from './faults.ts';
import { createFeed } from './feed.ts';
import { createHappenings } from './happenings.ts';
import { guard, Refused, sendJson } from './http.ts';
import { buildPage, type PageFile } from './page-files.ts';
import { createPerson } from './person.ts';
import { createRoutes } from './routes.ts';
import type { Snapshot } from './view.ts';
import { watchGateway } from './watch-gateway.ts';

/** Where to listen, and what the page is about. */
export interface AlexaPageOptions {
  readonly host: string;
  readonly port: number;
  readonly stack: Stack;
  /** The stand-in for Amazon. */
  readonly control: string;
  /** Folder of the accounts' links, the same as the command line's. */
  readonly sessions: string;
  /** Left out with a real home. */
  readonly demoHome?: DemoHome;
  readonly places: Snapshot['places'];
  readonly demo: Snapshot['demo'];
  readonly log?: (line: string) => void;
}

/** Two Amazon accounts, so that a household can be tried out. */
const PEOPLE = [
  { id: 'robin', name: 'Robin' },
  { id: 'kim', name: 'Kim' },
] as const;

/**
 * Serves the page that plays the Alexa app. Tokens stay here; the page is told what happens, and asks for what it
 * wants to be done.
 * @throws Node's EADDRINUSE error when the port is taken; SchemaFileError as `createChecker` does
 */
export async function startAlexaPage(options: AlexaPageOptions) {
  const { host, port, stack, control, sessions, demoHome, places, demo, log = () => undefined } = options;
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  const { port: listening } = server.address() as AddressInfo;
  const origin = alexaPageOrigin(listening);

  const feed = createFeed();
  const checker = createChecker();
  const { alexaClient } = stack.cognito;
  const redirectUris = [alexaPageRedirectUri(listening)];
  const ownStack = { ...stack, cognito: { ...stack.cognito, alexaClient: { ...alexaClient, redirectUris } } };
  const people = PEOPLE.map(({ id, name }) => {
    const session = createFileSession({ directory: sessions, account: id });
    const browser = createBrowserSignIn();
    const alexa = createAlexa({ stack: ownStack, session, checker, signIn: browser.signIn });
    return createPerson({ name, session, alexa, browser, checker, tell: feed.tell });
  });

  let built: Promise<ReadonlyMap<string, PageFile>> | undefined;
  const answer = createRoutes({
    people,
    faults: createFaults({ control, ...(demoHome && { demoHome }) }),
    happenings: createHappenings(demoHome),
    feed,
    places,
    demo,
    origin,
    files: () => {
      built ??= buildPage();
      return built;
    },
  });

  const origins = [origin, `http://127.0.0.1:${listening}`];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      guard(request, origins);
      await answer(request, response);
    } catch (error) {
      const isRefused = error instanceof Refused;
      if (!isRefused)
        log(`Alexa page: ${request.method} failed: ${error instanceof Error ? error.name : 'unknown'}`);
      if (response.headersSent) response.destroy();
      else
        sendJson(response, isRefused ? error.status : 500, {
          error: isRefused ? error.message : 'Something went wrong here; the terminal says more.',
        });
    }
  };
  server.on('request', (request, response) => void serve(request, response));

  const over = new AbortController();
  const watching = watchGateway({
    control,
    signal: over.signal,
    hear: (event) => people.find(({ id }) => event.amazonUser === `amzn1.account.${id}`)?.hear(event),
  });

  return {
    /** As a person opens it, no trailing slash. */
    url: origin,
    async close() {
      over.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await Promise.all([closed, watching]);
      for (const person of people) person.close();
    },
  };
}
