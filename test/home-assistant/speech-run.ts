import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Locale } from '../../infra/skill/locales.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import type { Turn } from '../../local/alexa/speech/talk.ts';
import { allowancesForUrl } from '../../local/stack/address-allowance.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { startStack } from '../../local/stack/start-stack.ts';
import { createOwner } from '../harness/owner.ts';
import { HOUSE, startHomeAssistant } from './home.ts';
import { HOUSE_OF_SPEECH, NO_INTENTS, ROOM } from './house-of-speech.ts';

const speaker = { username: 'speaker@example.com', password: 'A-long-pass-w0rd' };
const TOKEN_NAME = 'Porchlight, for speech';
const AREA = 'Study';

/** Every answer keeps Alexa's rules, whatever it is about. */
function checked(turn: Turn): Turn {
  expect(turn.problems, JSON.stringify(turn.message)).toEqual([]);
  return turn;
}

/**
 * A stack with a real Home Assistant, connected by a token and linked to Alexa, which knows its scenes. Nobody has said
 * anything yet, and the home has none of the skill's intents.
 */
export async function startSpeechRun() {
  const stateDir = await mkdtemp(join(tmpdir(), 'porchlight-speech-'));
  const opened: (() => unknown)[] = [() => rm(stateDir, { recursive: true, force: true })];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const homeAssistant = await startHomeAssistant({
      packages: { house_of_speech: HOUSE_OF_SPEECH, intents: NO_INTENTS },
    });
    opened.push(homeAssistant.close);
    const { command } = homeAssistant;
    await command({
      type: 'config/entity_registry/update',
      entity_id: 'scene.cosy_corner',
      new_entity_id: ROOM.renamedScene,
    });
    // Home Assistant's assistant sees neither locks nor scripts until its owner says so.
    await command({
      type: 'homeassistant/expose_entity',
      assistants: ['conversation'],
      entity_ids: [HOUSE.lock.id, HOUSE.script.id],
      should_expose: true,
    });
    await command({ type: 'config/area_registry/create', name: AREA });
    await command({
      type: 'config/entity_registry/update',
      entity_id: HOUSE.thermostat.id,
      area_id: AREA.toLowerCase(),
    });
    const mint = (name: string) =>
      command({ type: 'auth/long_lived_access_token', client_name: name, lifespan: 1 });

    const stack = await startStack({
      isBundled: true,
      ports: await freePorts('127.0.0.1'),
      stateDir,
      homeAddressAllowlist: (await allowancesForUrl(homeAssistant.url)).join(','),
    });
    opened.push(stack.close);
    const person = createOwner(stack.file, speaker);
    await person.signUp();
    const connect = async (token: unknown): Promise<string> => {
      const { url } = homeAssistant;
      const connected = await person.api('POST', '/homes', { url, token, name: 'Seaside' });
      expect(connected.status).toBe(201);
      return String(connected.body.home);
    };
    let home = await connect(await mint(TOKEN_NAME));
    const alexa = person.alexa(createChecker());
    opened.push(alexa.close);
    await alexa.linkAsOwner();
    expect(await alexa.discover()).toMatchObject({ error: undefined });
    // The catalogue is brought up to date behind discovery's back.
    const isKnown = async () => {
      expect(JSON.stringify((await person.api('GET', '/status')).body)).toContain('"count":');
    };
    await vi.waitFor(isKnown, { timeout: 30_000, interval: 250 });

    const file = (...path: string[]) => join(homeAssistant.directory, ...path);
    return {
      homeAssistant,
      skillId: stack.file.skill.id,
      close,

      /** Somebody in front of an Echo. */
      talk: (locale: Locale) => {
        const talk = alexa.talk(locale);
        return {
          launch: async () => checked(await talk.launch()),
          say: async (utterance: string) => checked(await talk.say(utterance)),
          /** Goes away while Alexa listens. */
          leave: async (reason: string) => {
            const turn = await talk.end(reason);
            if (turn === undefined) throw new Error('There is no session to end.');
            return checked(turn);
          },
        };
      },

      /** What was said while somebody waited, oldest first. */
      filledSilence: async (): Promise<string[]> => {
        const answer = await fetch(`${stack.file.amazon.control}/progress`);
        const { progress } = (await answer.json()) as { progress: { speech: string }[] };
        return progress.map(({ speech }) => speech);
      },

      /** When a scene or a script was last used; a scene's is its state. */
      lastUse: async (entityId: string): Promise<unknown> => {
        const { state, attributes } = await homeAssistant.state(entityId);
        return entityId.startsWith('scene.') ? state : attributes.last_triggered;
      },

      /** What its owner is answered who asks for the home's assistants. */
      assistants: async (): Promise<Record<string, unknown>> =>
        (await person.api('GET', `/homes/${home}/assistants`)).body,

      /** Who answers free speech from now on. */
      chooseAssistant: async (assistant: string | null): Promise<void> => {
        const { status, body } = await person.api('PATCH', `/homes/${home}`, { assistant });
        expect([status, body.assistant]).toEqual([200, assistant]);
      },

      /** Another `intent_script`, which Home Assistant is told to read anew. @throws if it finds anything wrong in it */
      setIntents: async (yaml: string): Promise<void> => {
        await writeFile(file('packages', 'intents.yaml'), yaml);
        const check = await homeAssistant.check();
        expect(check).toEqual({ result: 'valid', errors: null, warnings: null });
        await homeAssistant.callService('input_boolean', 'reload');
        await homeAssistant.callService('intent_script', 'reload');
      },

      /** The owner takes the token back in Home Assistant. */
      revokeToken: async (): Promise<void> => {
        const tokens = (await command({ type: 'auth/refresh_tokens' })) as {
          id: string;
          client_name: string | null;
        }[];
        const ours = tokens.find(({ client_name: name }) => name === TOKEN_NAME);
        await command({ type: 'auth/delete_refresh_token', refresh_token_id: ours?.id });
      },

      /** The owner connects the home anew. */
      reconnect: async (): Promise<void> => {
        expect((await person.api('DELETE', `/homes/${home}`)).status).toBe(200);
        home = await connect(await mint(`${TOKEN_NAME} again`));
      },

      /** The same house without `alexa:` and `conversation:`, and without what would bring them along. */
      bare: async (): Promise<void> => {
        const configuration = file('configuration.yaml');
        const yaml = await readFile(configuration, 'utf8');
        await writeFile(configuration, yaml.replace(/^(demo|conversation):$/gm, ''));
        await writeFile(file('packages', 'alexa.yaml'), '');
        await rm(file('.storage', 'core.config_entries'), { force: true });
        await homeAssistant.restart({ withoutAlexa: true });
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export type SpeechRun = Awaited<ReturnType<typeof startSpeechRun>>;
