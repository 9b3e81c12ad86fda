import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SENTENCES } from '../../lib/speech/sentences.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createResidents, SAID } from '../harness/residents.ts';
import { createSpeaker, heard, slot } from '../harness/spoken.ts';
import { startWorld, type World } from '../harness/world.ts';

const { en } = SENTENCES;

let town: Home;
let cabin: Home;
let world: World;
let residents: ReturnType<typeof createResidents>;
/** What reached a home: `Town: turn on the lamp (its conversation)`. */
let heardAt: string[] = [];

beforeAll(async () => {
  [town, cabin] = await Promise.all([startHome(), startHome()]);
  world = await startWorld({ homeAddressAllowlist: allowing(town.url, cabin.url) });
  residents = createResidents(world);
});
beforeEach(() => {
  heardAt = [];
  for (const [name, home] of [
    ['Town', town],
    ['Cabin', cabin],
  ] as const) {
    home.setIntents({});
    home.setAgent(({ text, conversationId }) => {
      heardAt.push(`${name}: ${text}`);
      const isOver = text === 'thanks';
      return { speech: `${name}, ${conversationId}. Go on${isOver ? '!' : '?'}`, asksBack: !isOver };
    });
  }
});
afterAll(async () => {
  await Promise.all([town.close(), cabin.close(), world.close()]);
});

/** Somebody with a home in town, and one in the woods. */
async function twoHomes() {
  const ann = await residents.move(town.url, town.token);
  await residents.changeHome(ann.key, { name: 'Town' });
  const { key } = await residents.move(cabin.url, cabin.token);
  await residents.changeHome(key, { name: 'Cabin' });
  await residents.enter(key, ann.sub);
  return { sub: ann.sub, town: ann.key, cabin: key, speaker: ann.speaker() };
}

const leave = (key: string, sub: string) => world.members.remove(key, sub, world.deadline());
/** The answer names the home that gave it, and its conversation. */
const conversationIn = (text: string | undefined) => /, (\w+)\. Go on/.exec(text ?? '')?.[1];

describe('somebody with two homes', () => {
  it('speaks with the first, with the one that is named, and with the one that is used from now on', async () => {
    const { speaker } = await twoHomes();
    expect(heard(await speaker.launch())).toBe(en.welcome('Town'));
    await speaker.say('turn on the lamp');
    await speaker.say('thanks');
    await speaker.intent('TurnPhraseIntent', [slot('query', 'on the lamp in the cabin')]);
    await speaker.say('and the heating');
    expect(heard(await speaker.intent('UseHomeIntent', [slot('Home', 'town')]))).toBe(en.nowAt('Town'));
    await speaker.say('thanks');
    expect(heardAt).toEqual([
      'Town: turn on the lamp',
      'Town: thanks',
      'Cabin: turn on the lamp',
      'Cabin: and the heating',
      'Town: thanks',
    ]);
  });

  it('speaks with the one chosen as the default, and not with another when that changes meanwhile', async () => {
    const { speaker, sub, cabin: key } = await twoHomes();
    await speaker.launch();
    await residents.changeAccount(sub, { defaultHome: key });
    await speaker.say('thanks');
    expect(heard(await speaker.launch())).toBe(en.welcome('Cabin'));
    await residents.changeAccount(sub, { defaultHome: 'gone' });
    await speaker.say('thanks');
    expect(heardAt).toEqual(['Town: thanks', 'Cabin: thanks']);
  });

  it('has one conversation with each, and none of one with the other', async () => {
    const { speaker, cabin: key } = await twoHomes();
    const first = conversationIn(heard(await speaker.say('turn on the lamp')));
    expect(conversationIn(heard(await speaker.say('which one')))).toBe(first);
    const other = conversationIn(heard(await speaker.say('in the cabin turn on the lamp')));
    expect(other).not.toBe(first);
    expect(conversationIn(heard(await speaker.say('all of them')))).toBe(other);
    expect(speaker.attributes()).toEqual({ v: 1, home: key, conversation: other });
  });

  it('is told when no home of that name is theirs', async () => {
    const { speaker } = await twoHomes();
    expect(heard(await speaker.intent('UseHomeIntent', [slot('Home', 'boat')]))).toBe(
      en.whichHome(['Town', 'Cabin']),
    );
    // An id of somebody else's home is none.
    const other = await residents.move(town.url, town.token);
    const match = slot('Home', 'boat', { id: other.key, name: 'Boat' });
    expect(heard(await speaker.intent('UseHomeIntent', [match]))).toBe(en.whichHome(['Town', 'Cabin']));
  });

  it('is told that the other one is paused, however it is named', async () => {
    const { speaker, cabin: key } = await twoHomes();
    await residents.changeHome(key, { paused: true });
    expect(heard(await speaker.intent('UseHomeIntent', [slot('Home', 'cabin')]))).toBe(en.pausedHome);
    expect(heard(await speaker.say('turn it on in the cabin'))).toBe(en.pausedHome);
    expect(heardAt).toEqual([]);
    expect(heard(await speaker.launch())).toBe(en.welcome('Town'));
  });

  it('speaks with the other one when the first is paused', async () => {
    const { speaker, town: key } = await twoHomes();
    await residents.changeHome(key, { paused: true });
    expect(heard(await speaker.launch())).toBe(en.welcome('Cabin'));
  });
});

describe('a home that is gone in the middle of a session: nothing is done elsewhere', () => {
  it.each(['launch', 'phrase', 'use'] as const)('after %s', async (way) => {
    const { speaker, sub, town: first, cabin: second } = await twoHomes();
    if (way === 'use') await speaker.intent('UseHomeIntent', [slot('Home', 'cabin')]);
    else await SAID[way](speaker);
    heardAt = [];
    const [lost, left] = way === 'use' ? [second, 'Town'] : [first, 'Cabin'];
    await leave(lost, sub);
    expect(heard(await speaker.say('turn off everything'))).toBe(en.homeLost(left));
    expect(heardAt).toEqual([]);
    await speaker.say('thanks');
    expect(heardAt).toEqual([`${left}: thanks`]);
  });

  it('nor is its end told to another', async () => {
    const { speaker, sub, town: key } = await twoHomes();
    await speaker.launch();
    const before = cabin.requests().length;
    await leave(key, sub);
    await speaker.end();
    expect(cabin.requests()).toHaveLength(before);
    await speaker.launch();
  });

  it('stopping works all the same', async () => {
    const { speaker, sub, town: key } = await twoHomes();
    await speaker.launch();
    await leave(key, sub);
    expect(heard(await speaker.intent('AMAZON.StopIntent'))).toBe(en.goodbye);
  });

  it('and paused: it is said', async () => {
    const { speaker, town: key } = await twoHomes();
    await speaker.launch();
    await residents.changeHome(key, { paused: true });
    expect(heard(await speaker.say('turn off everything'))).toBe(en.pausedHome);
    expect(heardAt).toEqual([]);
  });
});

describe('a household', () => {
  it('a member who was removed or left speaks with nobody; the others go on', async () => {
    const ann = await residents.move(town.url, town.token);
    const bob = {
      sub: `${ann.sub}-guest`,
      speaker: createSpeaker(world, { token: world.alexaToken(`${ann.sub}-guest`) }),
    };
    await residents.enter(ann.key, bob.sub);
    expect(heard(await bob.speaker.say('thanks'))).toMatch(/^Town/);
    await leave(ann.key, bob.sub);
    expect(heard(await bob.speaker.say('thanks'))).toBe(en.noHome);
    expect(heard(await ann.speaker().say('thanks'))).toMatch(/^Town/);
    expect(heardAt).toHaveLength(2);
  });

  it('goes on speaking after the home was handed over, the one who left excepted', async () => {
    const ann = await residents.move(town.url, town.token);
    const next = `${ann.sub}-next`;
    await residents.enter(ann.key, next);
    const connection = await world.connections.read(ann.key, world.deadline());
    if (connection === undefined) throw new Error('the home is gone');
    await world.connections.setOwner(connection, { owner: next, handedOver: true }, world.deadline());
    const speaker = createSpeaker(world, { token: world.alexaToken(next) });
    expect(heard(await speaker.say('thanks'))).toMatch(/^Town/);
    await leave(ann.key, ann.sub);
    expect(heard(await ann.speaker().say('thanks'))).toBe(en.noHome);
    expect(heard(await speaker.say('thanks'))).toMatch(/^Town/);
  });
});

describe('what the home asks is answered to the home', () => {
  it('also in the middle of a conversation with its assistant', async () => {
    const { speaker } = await twoHomes();
    const asked: string[] = [];
    const question = { speech: { text: 'Sure?' }, reprompt: { text: 'Sure?' } };
    town.setIntents({
      ActivateSceneIntent: () => question,
      'AMAZON.YesIntent': () => {
        asked.push('yes');
        return { speech: { text: 'Done.' } };
      },
    });
    await speaker.say('turn on the lamp');
    expect(heard(await speaker.intent('ActivateSceneIntent', [slot('Scene', 'movie')]))).toBe('Sure?');
    expect(heard(await speaker.intent('AMAZON.YesIntent'))).toBe('Done.');
    expect(asked).toEqual(['yes']);
  });

  it.each(['AMAZON.StopIntent', 'AMAZON.CancelIntent', 'AMAZON.NavigateHomeIntent'])(
    'but %s is the end, whatever it asks',
    async (name) => {
      const { speaker } = await twoHomes();
      town.setIntents({ [name]: () => ({ speech: { text: 'Really?' }, reprompt: { text: 'Really?' } }) });
      const answer = await speaker.intent(name);
      expect(heard(answer)).toBe('Really?');
      expect(answer.response.shouldEndSession).toBe(true);
    },
  );
});
