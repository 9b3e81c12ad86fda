import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type DemoHome, startDemoHome } from '../../local/demo-home/start.ts';
import { allowing } from '../harness/homes.ts';
import { createSpeaker, heard, slot } from '../harness/spoken.ts';
import { SKILL_ID, startWorld, type World } from '../harness/world.ts';

let world: World;
let home: DemoHome;
let heardByAgent: { text: string; language: string; conversationId: string }[] = [];

beforeAll(async () => {
  home = await startDemoHome({ host: '127.0.0.1', port: 0, username: 'ada', password: 'pw' });
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  await world.connect('ada', home.url, await home.createLongLivedToken('Porchlight'));
});
beforeEach(() => {
  heardByAgent = [];
  home.setIntents({});
  home.setAgent((said) => {
    heardByAgent.push(said);
    return { speech: `You said: ${said.text}` };
  });
});
afterEach(() => home.setFault(undefined));
afterAll(async () => {
  await home.close();
  await world.close();
});

const ada = (locale = 'en-US') => createSpeaker(world, { token: world.alexaToken('ada'), locale });

describe('a launch', () => {
  test('is what the home has set up for it', async () => {
    home.setIntents({
      [SKILL_ID]: () => ({ speech: { text: 'Good evening.' }, reprompt: { text: 'Anything else?' } }),
    });
    const answer = await ada().launch();
    expect(heard(answer)).toBe('Good evening.');
    expect(answer.response.reprompt?.outputSpeech.text).toBe('Anything else?');
  });

  test('else asks what to do, in the language of the request, and listens to anything', async () => {
    expect(heard(await ada().launch())).toBe('Home is listening. What shall I do?');
    const speaker = ada('de-DE');
    expect(heard(await speaker.launch())).toBe('Home hört zu. Was soll ich tun?');
    expect(heard(await speaker.say('wie warm ist es'))).toBe('You said: wie warm ist es');
    expect(heardByAgent).toMatchObject([{ language: 'de-DE' }]);
  });
});

describe('an intent', () => {
  test('runs the script of that name, with its slots and their ids', async () => {
    const seen: object[] = [];
    home.setIntents({
      LocateIntent: (variables) => {
        seen.push(variables);
        return {
          speech: { text: `${variables.User} is at work.` },
          card: { title: 'Where', content: 'At work' },
        };
      },
    });
    const answer = await ada().intent('LocateIntent', [slot('User', 'dad', { id: 'bob', name: 'Bob' })]);
    expect(heard(answer)).toBe('Bob is at work.');
    expect(answer.response.card).toEqual({ type: 'Simple', title: 'Where', content: 'At work' });
    expect(answer.response.shouldEndSession).toBe(true);
    expect(seen).toEqual([{ User: 'Bob', User_Id: 'bob' }]);
  });

  test('that the home does not know is said to be unknown', async () => {
    expect(heard(await ada().intent('BedtimeIntent', [slot('User', 'dad')]))).toBe(
      'Your home has nothing set up for that.',
    );
  });

  test.each([
    ['Error handling intent.', 'en-US', /^Home Assistant had an error of its own/],
    [
      'Invalid slot information received for this intent.',
      'de-DE',
      /^Home Assistant hatte selbst einen Fehler/,
    ],
  ])(
    'that fails at the home (%s) is said to have failed, in words for the ear',
    async (text, locale, said) => {
      home.setIntents({ BedtimeIntent: () => ({ speech: { text } }) });
      expect(heard(await ada(locale).intent('BedtimeIntent', [slot('User', 'dad')]))).toMatch(said);
    },
  );

  test('that only the home could answer is a home’s own to switch on', async () => {
    home.setIntents(undefined);
    expect(heard(await ada().intent('BedtimeIntent', [slot('User', 'dad')]))).toMatch(/Add the line alexa/);
    expect(heard(await ada().launch())).toBe('Home is listening. What shall I do?');
  });

  test('of a scene or a script is free speech to a home that has no intent for it', async () => {
    await ada().intent('ActivateSceneIntent', [slot('Scene', 'movie night')]);
    await ada('de-DE').intent('RunScriptIntent', [slot('Script', 'gute nacht')]);
    await ada('de-DE').intent('LocateIntent', [slot('User', 'anna')]);
    expect(heardByAgent.map(({ text }) => text)).toEqual([
      'activate movie night',
      'führe gute nacht aus',
      'wo ist anna',
    ]);
  });
});

describe('free speech', () => {
  test('is the whole sentence, beginning and all', async () => {
    await ada().intent('TurnPhraseIntent', [slot('query', 'on the kitchen light')]);
    await ada('de-DE').intent('TurnPhraseIntent', [slot('query', 'das licht ein')]);
    expect(heardByAgent.map(({ text }) => text)).toEqual([
      'turn on the kitchen light',
      'schalte das licht ein',
    ]);
  });

  test('goes on as long as the home asks back, in one conversation', async () => {
    home.setAgent((said) => {
      heardByAgent.push(said);
      return said.text === 'yes' ? { speech: 'Done.' } : { speech: 'The garage too?', asksBack: true };
    });
    const speaker = ada();
    const first = await speaker.intent('ClosePhraseIntent', [slot('query', 'everything')]);
    expect(first.response.shouldEndSession).toBe(false);
    expect(heard(await speaker.intent('AMAZON.YesIntent'))).toBe('Done.');
    expect(heardByAgent[1]?.conversationId).toBe(heardByAgent[0]?.conversationId);
    await ada().intent('ClosePhraseIntent', [slot('query', 'everything')]);
    expect(heardByAgent[2]?.conversationId).not.toBe(heardByAgent[0]?.conversationId);
  });

  test('goes on with a question, even if the home does not say that it waits', async () => {
    home.setAgent(({ text }) => ({ speech: text === 'both' ? 'Done.' : 'The left or the right one?' }));
    const speaker = ada();
    expect((await speaker.intent('OpenPhraseIntent', [slot('query', 'the window')])).response).toMatchObject({
      reprompt: { outputSpeech: { text: 'The left or the right one?' } },
      shouldEndSession: false,
    });
    expect((await speaker.say('both')).response.shouldEndSession).toBe(true);
  });

  test('gets a long answer short, and whole on a card', async () => {
    const long = 'The lamp in the hall & the <b>lamp</b> outside are on. '.repeat(40).trim();
    home.setAgent(() => ({ speech: long }));
    const answer = await ada().say('what is on');
    expect(heard(answer)?.length).toBeLessThan(700);
    expect(heard(answer)).toMatch(/are on\. The rest is in the Alexa app\.$/);
    expect(answer.response.card?.content).toBe(long);
  });
});

describe('stop, help and the like', () => {
  test.each([
    ['AMAZON.StopIntent', 'Okay.', true],
    ['AMAZON.CancelIntent', 'Okay.', true],
    ['AMAZON.HelpIntent', /^Say what you would say/, false],
    ['AMAZON.FallbackIntent', /^Sorry, I did not get that/, false],
  ])('%s', async (name, text, ends) => {
    const answer = await ada().intent(name);
    expect(heard(answer)).toMatch(text);
    expect(answer.response.shouldEndSession).toBe(ends);
    home.setIntents({ [name]: () => ({ speech: { text: 'From the home.' } }) });
    expect(heard(await ada().intent(name))).toBe('From the home.');
  });

  test('stopping works although the home does not answer', async () => {
    home.setFault({ delayMs: 5_000 });
    expect(heard(await ada().intent('AMAZON.StopIntent'))).toBe('Okay.');
  });
});

test('the end of a session is told to the home, and nothing is said', async () => {
  const reasons: unknown[] = [];
  home.setIntents({
    [`${SKILL_ID}.SessionEndedRequest`]: ({ reason }) => {
      reasons.push(reason);
      return { speech: { text: 'Nobody hears this.' } };
    },
  });
  expect(await ada().end('EXCEEDED_MAX_REPROMPTS')).toEqual({ version: '1.0', response: {} });
  expect(reasons).toEqual(['EXCEEDED_MAX_REPROMPTS']);
});

describe('who is not linked', () => {
  test('gets a sentence and the card for it', async () => {
    const answer = await createSpeaker(world, {}).launch();
    expect(heard(answer)).toMatch(/^Please link your account first/);
    expect(answer.response.card).toEqual({ type: 'LinkAccount' });
  });

  test('has no home: how to come by one', async () => {
    const answer = await createSpeaker(world, { token: world.alexaToken('nobody') }).launch();
    expect(heard(answer)).toMatch(/^You have no home connected yet/);
  });
});

test('a slow home is waited for with a word', async () => {
  home.setAgent(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    return { speech: 'There you are.' };
  });
  expect(heard(await ada().say('how are you'))).toBe('There you are.');
  const { progress } = (await (await fetch(`${world.amazon.control}/progress`)).json()) as {
    progress: { speech: string }[];
  };
  expect(progress.at(-1)?.speech).toBe('<speak>One moment.</speak>');
});
