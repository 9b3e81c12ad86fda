import type { Item } from '../../lib/homes/table.ts';
import { createSpeaker, type SpeakerOptions, slot } from './spoken.ts';
import type { World } from './world.ts';

/** Something that somebody says, and the way that it takes to the home. */
export const SAID = {
  launch: (speaker: Speaker, remainingMs?: number) => speaker.send({ type: 'LaunchRequest' }, remainingMs),
  /** Free speech. */
  phrase: (speaker: Speaker, remainingMs?: number) =>
    speaker.intent('TurnPhraseIntent', [slot('query', 'on the lamp')], remainingMs),
  /** An intent of the home's own. */
  intent: (speaker: Speaker, remainingMs?: number) =>
    speaker.intent('BedtimeIntent', [slot('User', 'dad')], remainingMs),
} as const;

export type Speaker = ReturnType<typeof createSpeaker>;

/** People with homes, who speak with the skill. */
export function createResidents(world: World) {
  let people = 0;

  async function change(pk: string, sk: string, next: Record<string, unknown>): Promise<void> {
    const item = (await world.registry.get({ pk, sk }, world.deadline())) as Item;
    const changed = { ...item, ...next, pk, sk };
    await world.registry.put(changed, { expression: 'attribute_exists(pk)' }, world.deadline());
  }

  return {
    /** Somebody new with a home of their own, of which nobody's memory knows anything. */
    move: async (url: string, token: string) => {
      people += 1;
      const sub = `speaker-${people}`;
      const key = await world.connect(sub, url, token);
      const speaker = (options: SpeakerOptions = {}) =>
        createSpeaker(world, { token: world.alexaToken(sub), ...options });
      return { sub, key, speaker };
    },
    /** Changes the item of an account, as the account API would. */
    changeAccount: (sub: string, next: Record<string, unknown>) => change(`USER#${sub}`, 'ACCOUNT', next),
    /** Changes the item of a home's connection. */
    changeConnection: (key: string, next: Record<string, unknown>) =>
      change(`HOME#${key}`, 'CONNECTION', next),
    /** What the owner calls it, and whether it is paused. */
    changeHome: async (key: string, next: { name?: string; paused?: boolean }) => {
      const connection = await world.connections.read(key, world.deadline());
      if (connection === undefined) throw new Error('the home is gone');
      const { name, paused } = connection;
      await world.connections.change(connection, { name, paused, ...next }, world.deadline());
    },
    /** Takes somebody in, as an accepted invitation does. */
    enter: async (key: string, sub: string) => {
      await world.accounts.addHome(sub, key, world.deadline());
      await world.members.add({ home: key, sub, role: 'member' }, world.deadline());
    },
  };
}
