import type { IncomingMessage, ServerResponse } from 'node:http';
import { objectAt, stringAt } from '../alexa/checks/json.ts';
import { LANDING } from './addresses.ts';
import { type ChatLocale, isChatLocale } from './chat-locales.ts';
import type { Faults } from './faults.ts';
import type { Feed } from './feed.ts';
import type { Happenings } from './happenings.ts';
import { beginEvents, leadTo, Refused, readJson, send, sendJson } from './http.ts';
import { NotNow } from './not-now.ts';
import type { PageFile } from './page-files.ts';
import type { Person } from './person.ts';
import { allSentences } from './sentences.ts';
import type { Snapshot } from './view.ts';

/** What the routes lead to. */
export interface RoutePorts {
  readonly people: readonly Person[];
  readonly faults: Faults;
  readonly happenings: Happenings;
  readonly feed: Feed;
  readonly places: Snapshot['places'];
  readonly demo: Snapshot['demo'];
  readonly origin: string;
  /** Built when it is asked for first. */
  readonly files: () => Promise<ReadonlyMap<string, PageFile>>;
}

/** One request, taken apart. `parts` are the path's variable parts. */
interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly parts: readonly string[];
}

/** Longer than anybody speaks in one breath. */
const MAX_SENTENCE_LENGTH = 400;

type Route = readonly [
  method: 'GET' | 'POST',
  path: RegExp,
  handle: (visit: Visit) => Promise<unknown> | undefined,
];

/** Answers one request. @throws Refused */
export function createRoutes(ports: RoutePorts) {
  const { people, faults, happenings, feed, places, demo, origin, files } = ports;

  const personOf = ({ parts: [id] }: Visit): Person => {
    const person = people.find((each) => each.id === id);
    if (person === undefined) throw new Refused(404, 'There is no such Amazon account here.');
    return person;
  };
  const done = ({ response }: Visit) => sendJson(response, 200, {});
  const doneAfter = async (visit: Visit, work: Promise<void>) => {
    await work;
    done(visit);
  };
  const snapshot = async (): Promise<Snapshot> => ({
    people: await Promise.all(people.map((person) => person.view())),
    faults: faults.list(),
    happenings: happenings.list(),
    places,
    demo,
  });

  /** The browser comes back from the login page. The address with the code in it is left at once. */
  const land = async ({ response, url }: Visit) => {
    const person = people.find((each) => each.awaits(url.searchParams.get('state') ?? ''));
    if (person === undefined) return leadTo(response, '/?trouble=stale');
    try {
      await person.land(new URL(url.pathname + url.search, origin));
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
    }
    return leadTo(response, `/?person=${person.id}`);
  };

  const direct = async (visit: Visit) => {
    const person = personOf(visit);
    const body = await readJson(visit.request);
    const [namespace, name, endpointId] = ['namespace', 'name', 'endpointId'].map((field) =>
      stringAt(body, field),
    );
    if (namespace === undefined || name === undefined || endpointId === undefined)
      throw new Refused(400, 'A directive has a namespace, a name and an endpoint.');
    const instance = stringAt(body, 'instance');
    await person.direct({
      namespace,
      name,
      endpointId,
      payload: objectAt(body, 'payload') ?? {},
      ...(instance === undefined ? {} : { instance }),
    });
    done(visit);
  };

  /** In which language, and what. */
  const spoken = async (visit: Visit): Promise<{ locale: ChatLocale; sentence: string }> => {
    const body = await readJson(visit.request);
    const locale = stringAt(body, 'locale');
    if (!isChatLocale(locale)) throw new Refused(400, 'The skill does not speak this language here.');
    const sentence = (stringAt(body, 'sentence') ?? '').trim().slice(0, MAX_SENTENCE_LENGTH);
    return { locale, sentence };
  };
  const launch = async (visit: Visit) => {
    const person = personOf(visit);
    await doneAfter(visit, person.chat.launch((await spoken(visit)).locale));
  };
  const say = async (visit: Visit) => {
    const person = personOf(visit);
    const { locale, sentence } = await spoken(visit);
    if (sentence === '') throw new Refused(400, 'Nothing was said.');
    await doneAfter(visit, person.chat.say(locale, sentence));
  };

  const routes: readonly Route[] = [
    ['POST', /^\/api\/people\/([\w-]+)\/speech\/launch$/, launch],
    ['POST', /^\/api\/people\/([\w-]+)\/speech\/say$/, say],
    [
      'POST',
      /^\/api\/people\/([\w-]+)\/speech\/end$/,
      async (visit) => doneAfter(visit, personOf(visit).chat.end()),
    ],
    ['GET', new RegExp(`^${LANDING}$`), land],
    [
      'GET',
      /^\/api\/feed$/,
      ({ response }) => {
        beginEvents(response);
        for (const person of people) person.wake();
        return feed.open(response, async () => ({ type: 'snapshot', snapshot: await snapshot() }));
      },
    ],
    [
      'GET',
      /^\/api\/sentences$/,
      async ({ response }) => sendJson(response, 200, allSentences('the Kitchen light')),
    ],
    [
      'GET',
      /^\/api\/people\/([\w-]+)\/entries\/(\d{1,9})$/,
      async (visit) => {
        const messages = personOf(visit).messages(Number(visit.parts[1]));
        if (messages === undefined) throw new Refused(404, 'That was too long ago.');
        sendJson(visit.response, 200, messages);
      },
    ],
    [
      'POST',
      /^\/api\/people\/([\w-]+)\/link$/,
      async (visit) =>
        sendJson(visit.response, 200, { authorizeUrl: (await personOf(visit).beginLink()).href }),
    ],
    [
      'POST',
      /^\/api\/people\/([\w-]+)\/disable$/,
      async (visit) => doneAfter(visit, personOf(visit).disable()),
    ],
    [
      'POST',
      /^\/api\/people\/([\w-]+)\/discover$/,
      async (visit) => doneAfter(visit, personOf(visit).discover()),
    ],
    ['POST', /^\/api\/people\/([\w-]+)\/directives$/, direct],
    [
      'POST',
      /^\/api\/faults\/([\w-]+)$/,
      async (visit) => {
        const body = await readJson(visit.request);
        if (!(await faults.set(visit.parts[0] ?? '', body.isOn === true)))
          throw new Refused(404, 'There is no such fault.');
        feed.tell({ type: 'faults', faults: faults.list() });
        done(visit);
      },
    ],
    [
      'POST',
      /^\/api\/happenings\/([\w-]+)$/,
      async (visit) => {
        if (!happenings.happen(visit.parts[0] ?? '')) throw new Refused(404, 'That does not happen here.');
        done(visit);
      },
    ],
  ];

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', origin);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    for (const [its, path, handle] of routes) {
      const match = path.exec(url.pathname);
      if (match === null || its !== method) continue;
      try {
        await handle({ request, response, url, parts: match.slice(1) });
      } catch (error) {
        if (error instanceof NotNow) throw new Refused(409, error.message);
        throw error;
      }
      return;
    }
    const file = method === 'GET' ? (await files()).get(url.pathname) : undefined;
    if (file === undefined) throw new Refused(404, 'There is nothing here.');
    const isLasting = url.pathname !== '/' && url.pathname !== '/icon.svg';
    send(
      response,
      200,
      file.type,
      file.body,
      isLasting ? { 'cache-control': 'public, max-age=31536000, immutable' } : {},
    );
  };
}
