import type { Alexa } from '../alexa/alexa.ts';
import type { GatewayEvent } from '../alexa/amazon-control.ts';
import type { Checker } from '../alexa/checks/checker.ts';
import type { JsonObject } from '../alexa/checks/json.ts';
import { LinkError, SimulatorError, TokenEndpointError } from '../alexa/errors.ts';
import type { SessionStore } from '../alexa/session.ts';
import type { BrowserSignIn } from './browser-sign-in.ts';
import { type Chat, createChat } from './chat.ts';
import { createDeviceShelf } from './device-shelf.ts';
import { createDiscovery } from './discovery.ts';
import { createHearing } from './hearing.ts';
import { createJournal } from './journal.ts';
import { NotNow } from './not-now.ts';
import { createRecorder } from './recorder.ts';
import { failureOf } from './sentences.ts';
import type { EntryMessages, PersonView, Step, Update } from './view.ts';
import { directiveInWords, inWords } from './wording.ts';

/** A directive as a tile's control asks for it. */
export interface Wish {
  readonly namespace: string;
  readonly name: string;
  readonly endpointId: string;
  readonly instance?: string;
  readonly payload: JsonObject;
}

/** One Amazon account at the page. */
export interface Person {
  readonly id: string;
  view(): Promise<PersonView>;
  /** Asks for the devices of a link that an earlier run left, once. */
  wake(): void;
  /** Begins to link; where the browser has to go. @throws NotNow */
  beginLink(): Promise<URL>;
  awaits(state: string): boolean;
  /** The browser is back from the login page. The rest of enabling goes on by itself. @throws NotNow */
  land(redirect: URL): Promise<void>;
  /** @throws NotNow */
  disable(): Promise<void>;
  /** @throws NotNow */
  discover(): Promise<void>;
  /** Sends a directive, if the device declares its interface. @throws NotNow */
  direct(wish: Wish): Promise<void>;
  /** Speaking with the skill. */
  readonly chat: Pick<Chat, 'launch' | 'say' | 'end'>;
  /** An event reached the gateway in this account's name. */
  hear(event: GatewayEvent): void;
  messages(entry: number): EntryMessages | undefined;
  close(): void;
}

/** An Amazon account; the link is the one that `npm run alexa -- --account` knows under the same name. */
export function createPerson(ports: {
  readonly name: string;
  readonly session: SessionStore;
  readonly alexa: Alexa;
  readonly browser: BrowserSignIn;
  readonly checker: Checker;
  readonly tell: (update: Update) => void;
  readonly now?: () => number;
}): Person {
  const { name, session, alexa, browser, checker, tell, now = Date.now } = ports;
  const id = session.account;
  const shelf = createDeviceShelf();
  const journal = createJournal(now);
  const recorder = createRecorder({ id, shelf, journal, tell, now });
  const { record, note, speak } = recorder;
  let step: Step | null = null;
  let isAwake = false;

  const change = (changed: Partial<PersonView>) => tell({ type: 'person', id, change: changed });
  const goTo = (next: Step | null) => {
    step = next;
    change({ step });
  };
  const showLink = async () => change({ link: linkOf(await session.read()), devices: shelf.list() });
  const lost = async () => {
    shelf.replace([]);
    await showLink();
  };

  /** One thing at a time; whatever happens, the next may begin afterwards. */
  const during = async <T>(first: Step, work: () => Promise<T>): Promise<T> => {
    if (step !== null) throw new NotNow('One moment: something else is still under way.');
    goTo(first);
    try {
      return await work();
    } finally {
      goTo(null);
    }
  };

  const discovery = createDiscovery({
    alexa,
    shelf,
    recorder,
    onFound: () => change({ devices: shelf.list() }),
    onLost: lost,
  });
  const discover = async () => {
    goTo('discovering');
    await discovery.discover();
  };

  const tellSkill = (type: string, problems: PersonView['entries'][number]['problems'], elapsedMs: number) =>
    note({ kind: 'skill', title: inWords(type.split('.').at(-1) ?? type), problems, elapsedMs });

  /** What follows the sign-in: a link whose grant is refused comes to nothing, as at Alexa. */
  const enable = async () => {
    goTo('granting');
    const granted = await record({ kind: 'directive', title: 'Accept grant' }, alexa.grant);
    if (granted.error !== undefined) {
      await alexa.unlink();
      return lost();
    }
    goTo('enabling');
    try {
      for (const { type, problems, elapsedMs } of await alexa.enable()) tellSkill(type, problems, elapsedMs);
    } catch (error) {
      note({ kind: 'skill', title: 'Skill enabled', problems: [], ...failureOf(error) });
    }
    await showLink();
    await discover();
  };

  const hearing = createHearing({
    id,
    shelf,
    recorder,
    checker,
    tell,
    onEndpoints: async (ids) => {
      const known = await session.read();
      if (known === undefined) return;
      await session.write({ ...known, catalogue: { at: now(), endpoints: shelf.catalogue() } });
      await discovery.look(shelf.retrievable(ids));
    },
  });

  const chat = createChat({
    alexa,
    recorder,
    now,
    change: (changed) => change({ chat: changed }),
    // The link may be gone with its refresh.
    afterwards: async () => {
      if ((await session.read()) === undefined) await lost();
    },
  });

  return {
    id,
    chat,
    view: async () => ({
      id,
      name,
      link: linkOf(await session.read()),
      step,
      devices: shelf.list(),
      entries: journal.list(),
      speech: recorder.speech(),
      chat: chat.view(),
    }),
    wake() {
      if (isAwake) return;
      isAwake = true;
      const begin = async () => {
        if ((await session.read()) !== undefined && step === null) await during('discovering', discover);
      };
      begin().catch(() => undefined);
    },
    async beginLink() {
      if (step !== null) throw new NotNow('One moment: something else is still under way.');
      return browser.begin(() => alexa.link()).catch(refuse);
    },
    awaits: browser.awaits,
    async land(redirect) {
      isAwake = true;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const linking = during('linking', async () => {
        await browser.land(redirect);
        await showLink();
        resolve();
        await enable();
      });
      // What goes wrong after the link is told on the page; what goes wrong before it is the answer.
      linking.catch(reject);
      return promise.catch((error: unknown) => {
        speak('We were unable to link your account at this time.', 'sorry');
        return refuse(error);
      });
    },
    disable: () =>
      during('disabling', async () => {
        try {
          const { type, problems, elapsedMs } = await alexa.disable();
          tellSkill(type, problems, elapsedMs);
        } catch (error) {
          // One that the command line linked was never enabled; then there is only a link to forget.
          if (!(error instanceof SimulatorError)) throw error;
          await alexa.unlink();
        }
        await lost();
        chat.hush();
        speak('The skill is disabled.', 'said');
      }),
    discover: () => during('discovering', discover),
    async direct({ namespace, name: directive, endpointId, instance, payload }) {
      const device = shelf.find(endpointId);
      if (device === undefined) throw new NotNow('Alexa knows no such device.');
      const isDeclared = device.capabilities.some(
        (capability) => capability.interface === namespace && capability.instance === instance,
      );
      if (!isDeclared) throw new NotNow(`${device.name} does not have ${namespace}.`);
      const title = `${directiveInWords(directive, payload)} · ${device.name}`;
      const { isUnlinked } = await record({ kind: 'directive', title, device, said: () => 'OK.' }, () =>
        alexa.directive(namespace, directive, endpointId, payload, instance),
      );
      if (isUnlinked) await lost();
    },
    hear: hearing.hear,
    messages: journal.messages,
    close: alexa.close,
  };
}

const linkOf = (session: { linkedAt: number } | undefined): PersonView['link'] =>
  session === undefined ? null : { since: new Date(session.linkedAt).toISOString() };

/** @throws NotNow with what the simulator says of it; anything else as it is */
function refuse(error: unknown): never {
  if (error instanceof LinkError || error instanceof TokenEndpointError || error instanceof SimulatorError)
    throw new NotNow(error.message, { cause: error });
  throw error;
}
