import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Locale } from '../../infra/skill/locales.ts';
import { intentExamples } from '../../lib/home-assistant/intent-examples.ts';
import { HOUSE } from './home.ts';
import { AWKWARD_INTENTS, ROOM, SLOW_SECONDS } from './house-of-speech.ts';
import { type SpeechRun, startSpeechRun } from './speech-run.ts';
import { describeWithHomeAssistant } from './suite.ts';

const LAMP = HOUSE.colourLight.id;
const KITCHEN = HOUSE.dimmableLight.id;

/** What somebody says, what is heard, and what the house is then like. */
type Row = [locale: Locale, utterance: string, heard: RegExp, entity?: string, state?: string];

/** Home Assistant's own sentences, in the words that Alexa makes of them and Porchlight puts together again. */
const FREE_SPEECH: Row[] = [
  ['en-US', 'Turn on the bed light', /^Turned on/, LAMP, 'on'],
  ['en-GB', 'is the bed light on', /^Yes/],
  ['en-US', 'turn the bed light off', /^Turned off/, LAMP, 'off'],
  ['en-US', 'if the bed light is on', /^No/],
  ['en-US', 'tell me whether the bed light is on', /^No/],
  ['en-AU', 'please turn on the bed light', /^Turned on/, LAMP, 'on'],
  ['en-IN', 'tell the house to turn off the bed light', /^Turned off/, LAMP, 'off'],
  ['en-US', 'set the kitchen lights to 50 percent', /^Brightness set/, KITCHEN, 'on'],
  ['en-CA', 'switch off the kitchen lights', /^Turned off/, KITCHEN, 'off'],
  ['en-US', 'what is the temperature in the study', /^20[.,]5/],
  ['en-US', 'how warm is it in the study', /^20[.,]5/],
  ['en-US', 'what the study temperature is', /20[.,]5/],
  ['en-US', 'lock the front door', /^Locked/, HOUSE.lock.id, 'locked'],
  ['en-US', 'turn on the moon', /moon/],
  ['de-DE', 'Schalte das Bed Light ein', /eingeschaltet/, LAMP, 'on'],
  ['de-DE', 'ist das bed light an', /^Ja/],
  ['de-DE', 'mach das bed light aus', /ausgeschaltet/, LAMP, 'off'],
  ['de-DE', 'ob das bed light an ist', /^Nein/],
  ['de-DE', 'kannst du das bed light einschalten', /eingeschaltet/, LAMP, 'on'],
  ['de-DE', 'bitte schalte das bed light aus', /ausgeschaltet/, LAMP, 'off'],
  ['de-DE', 'dimme die kitchen lights auf 20 Prozent', /Helligkeit/, KITCHEN, 'on'],
  ['de-DE', 'schalt alle Lichter aus', /ausgeschaltet/, KITCHEN, 'off'],
  ['de-DE', 'wie warm ist es im Study', /^20[.,]5/],
  ['de-DE', 'was die study temperature ist', /20[.,]5/],
  ['de-DE', 'wie viele Lichter an sind', /^\d/],
  ['de-DE', 'schalte den mond ein', /mond/i],
];

describeWithHomeAssistant('speaking with a real Home Assistant', () => {
  let run: SpeechRun;
  beforeAll(async () => {
    run = await startSpeechRun();
  });
  afterAll(() => run?.close());

  /** One sentence in a session of its own. */
  const say = (utterance: string, locale: Locale = 'en-US') => run.talk(locale).say(utterance);
  const state = async (entityId: string) => (await run.homeAssistant.state(entityId)).state;
  const turnOff = (entityId: string) =>
    run.homeAssistant.callService('light', 'turn_off', { entity_id: entityId });

  it('asks what to do, where the home says nothing to a launch, and at last takes whatever is said', async () => {
    const talk = run.talk('de-DE');
    const launched = await talk.launch();
    expect(launched).toMatchObject({ speech: 'Seaside hört zu. Was soll ich tun?', listens: true });
    expect(JSON.stringify(launched.message)).toContain('"corner_low"');
    // Names were taught, which leaves no room for listening freely; the next answer has it.
    expect(await talk.say('Bed light einschalten')).toMatchObject({
      speech: 'Das habe ich leider nicht verstanden. Was soll ich tun?',
      listens: true,
    });
    expect(await talk.say('Bed light einschalten')).toMatchObject({
      understood: 'IntentRequest ConverseIntent',
      speech: expect.stringContaining('eingeschaltet'),
      listens: false,
    });
    await run.homeAssistant.waitForState(LAMP, 'on');
    expect((await run.talk('en-US').launch()).speech).toBe('Seaside is listening. What shall I do?');
  });

  it.each(FREE_SPEECH)('%s: %s', async (locale, utterance, heard, entity, wanted) => {
    const turn = await say(utterance, locale);
    expect(turn).toMatchObject({ speech: expect.stringMatching(heard), listens: false });
    if (entity !== undefined && wanted !== undefined) {
      await run.homeAssistant.waitForState(entity, wanted);
    }
  });

  it.each<[Locale, string, string, RegExp, string]>([
    ['en-US', 'activate movie night', 'ActivateSceneIntent', /^Activated/, 'scene.movie_night'],
    ['de-DE', 'aktiviere movie night', 'ActivateSceneIntent', /aktiviert/, 'scene.movie_night'],
    ['en-US', 'run good night', 'RunScriptIntent', /^Started/, 'script.good_night'],
    ['de-DE', 'führe good night aus', 'RunScriptIntent', /gestartet/, 'script.good_night'],
  ])('%s: %s is free speech to a home without %s', async (locale, utterance, intent, heard, entity) => {
    const since = await run.lastUse(entity);
    expect(await say(utterance, locale)).toMatchObject({
      understood: `IntentRequest ${intent}`,
      speech: expect.stringMatching(heard),
    });
    await expect.poll(() => run.lastUse(entity)).not.toBe(since);
  });

  it.each<[Locale, string, string, string]>([
    ['en-US', 'set up the evening', 'yes', 'It is lit.'],
    ['en-US', 'set up the evening', 'no thanks', 'Then not.'],
    ['de-DE', 'mach den Abend gemütlich', 'ja bitte', 'Es ist hell.'],
    ['de-DE', 'mach den Abend gemütlich', 'nein', 'Dann nicht.'],
  ])('%s: %s asks back in one conversation, and hears %s', async (locale, utterance, answer, heard) => {
    await turnOff(LAMP);
    const talk = run.talk(locale);
    const asked = await talk.say(utterance);
    expect(asked).toMatchObject({ speech: expect.stringMatching(/\?$/), listens: true });
    expect(await talk.say(answer)).toMatchObject({ speech: heard, listens: false });
    if (heard.startsWith('Then') || heard.startsWith('Dann')) {
      expect(await state(LAMP)).toBe('off');
      return;
    }
    expect(await state(LAMP)).toBe('on');
    const { sessionAttributes } = asked.message as { sessionAttributes: { conversation: string } };
    expect(await state(ROOM.answeredIn)).toBe(sessionAttributes.conversation);
  });

  it('is answered by the assistant that the owner chose, and hears of one that is not there', async () => {
    const own = { id: 'conversation.home_assistant', name: 'Home Assistant' };
    expect(await run.assistants()).toEqual({
      assistants: expect.arrayContaining([{ ...own, languages: expect.arrayContaining(['de', 'en']) }]),
    });
    await run.chooseAssistant(own.id);
    expect((await say('turn on the bed light')).speech).toMatch(/^Turned on/);
    for (const gone of ['conversation.nobody', '01JB2C3D4E5F6G7H8J9K0M1N2P']) {
      await run.chooseAssistant(gone);
      expect(await say('turn on the bed light')).toMatchObject({
        speech: expect.stringMatching(/^The assistant that was chosen for your home is not there/),
        listens: false,
      });
      expect((await say('schalte das bed light ein', 'de-DE')).speech).toMatch(
        / ist nicht da\. Auf der Porchl/,
      );
    }
    await run.chooseAssistant(null);
    expect((await say('turn off the bed light')).speech).toMatch(/^Turned off/);
  });

  it('says that nothing is set up for an intent that the home does not know', async () => {
    expect(await say('where are we')).toMatchObject({
      understood: 'IntentRequest WhereAreWeIntent',
      speech: 'Your home has nothing set up for that.',
      listens: false,
    });
    expect((await say('wo sind wir', 'de-DE')).speech).toBe(
      'Dafür ist in deinem Zuhause nichts eingerichtet.',
    );
  });

  it('says so when a script of the home breaks off, and when one takes too long, which goes on', async () => {
    await run.setIntents(AWKWARD_INTENTS);
    expect((await say('where is Anna')).speech).toMatch(/^Home Assistant had an error of its own/);
    expect((await say('wo ist Anna', 'de-DE')).speech).toMatch(/^Home Assistant hatte selbst einen Fehler/);
    const slow = await say('where are we');
    expect(slow.speech).toBe('Your home took too long to answer. It may still do what you said.');
    expect(slow.elapsedMs).toBeLessThan(7_000);
    expect(await run.filledSilence()).toEqual(['<speak>One moment.</speak>']);
    expect(await state(ROOM.slowDone)).toBe('off');
    // Devices are none the worse for it.
    expect((await say('is the bed light on')).speech).toMatch(/^(Yes|No)/);
    await run.homeAssistant.waitForState(ROOM.slowDone, 'on', SLOW_SECONDS * 1_000);
  });

  it('says what the examples for owners say to a launch, and teaches Alexa the names all the same', async () => {
    await run.setIntents(intentExamples(run.skillId));
    const launched = await run.talk('en-US').launch();
    expect(launched).toMatchObject({
      speech: expect.stringMatching(/^Good (morning|afternoon|evening)\. What shall I do\?$/),
      listens: true,
    });
    expect(JSON.stringify(launched.message)).toContain('"corner_low"');
  });

  it('tells the home that a session ended, and why', async () => {
    const talk = run.talk('en-US');
    for (const reason of ['EXCEEDED_MAX_REPROMPTS', 'USER_INITIATED']) {
      await talk.launch();
      expect(await talk.leave(reason)).toMatchObject({ speech: '', listens: false });
      await run.homeAssistant.waitForState(ROOM.lastEnd, reason);
    }
  });

  it('activates the scene that was meant by its name, in one of several confirmations', async () => {
    await turnOff(LAMP);
    const name = ROOM.renamedSceneName.toLowerCase();
    const confirmations = ['Okay.', 'Done.', 'As you wish.', 'With pleasure.'];
    expect((await say('activate moon walk')).speech).toBe('There is no scene called moon walk.');
    const talk = run.talk('en-US');
    await talk.launch();
    const turn = await talk.say(`activate ${name}`);
    expect(JSON.stringify(turn.slots)).toContain('"id":"corner_low"');
    expect(confirmations).toContain(turn.speech);
    await run.homeAssistant.waitForState(LAMP, 'on');
    const since = await run.lastUse('scene.movie_night');
    const said = [turn.speech];
    for (let times = 0; times < 8; times += 1) said.push((await say('activate movie night')).speech);
    expect(new Set(said).size).toBeGreaterThan(1);
    for (const one of said) expect(confirmations).toContain(one);
    expect(await run.lastUse('scene.movie_night')).not.toBe(since);
  });

  it('runs a script, in both languages, and says that there is none of that name', async () => {
    for (const [locale, utterance] of [
      ['en-US', 'run good night'],
      ['de-DE', 'führe good night aus'],
    ] as const) {
      const since = await run.lastUse('script.good_night');
      expect(['On it.', 'Okay.', 'It is running.']).toContain((await say(utterance, locale)).speech);
      await expect.poll(() => run.lastUse('script.good_night')).not.toBe(since);
    }
    expect((await say('run bedtime routine')).speech).toBe('There is no script called bedtime routine.');
  });

  it('says where somebody is', async () => {
    expect((await say('where is Anna')).speech).toBe('Anna Example is at home.');
    expect((await say("where's Paul")).speech).toBe('Paul is away.');
    expect((await say('wo ist Otto', 'de-DE')).speech).toBe('I do not know otto.');
  });

  it('asks by a reprompt, and hears the yes and the no', async () => {
    expect(await say('where are we')).toMatchObject({ speech: 'At home: Anna Example.', listens: false });
    await run.homeAssistant.callService('device_tracker', 'see', {
      dev_id: ROOM.tracker.replace(/^device_tracker\./, ''),
      location_name: 'not_home',
    });
    await run.homeAssistant.waitForState('person.anna_example', 'not_home');
    const ask = async () => {
      await run.homeAssistant.callService('light', 'turn_on', { entity_id: LAMP });
      const talk = run.talk('en-US');
      expect(await talk.say('where are we')).toMatchObject({
        speech: 'Nobody is at home. Shall I turn off the lights?',
        listens: true,
      });
      return talk;
    };
    const unwilling = await ask();
    expect(await unwilling.say('no')).toMatchObject({
      speech: 'Then I leave them as they are.',
      listens: false,
    });
    expect(await state(LAMP)).toBe('on');
    const willing = await ask();
    expect(['Okay.', 'Done.']).toContain((await willing.say('yes please')).speech);
    await run.homeAssistant.waitForState(LAMP, 'off');
  });

  it('helps and stops by itself where the home has no intent for that', async () => {
    const talk = run.talk('de-DE');
    expect(await talk.say('Hilfe')).toMatchObject({
      speech: expect.stringMatching(/^Sag, was/),
      listens: true,
    });
    expect(await talk.say('stopp')).toMatchObject({ speech: 'Okay.', listens: false });
    expect(await talk.say('blaue Bananen')).toMatchObject({
      understood: 'IntentRequest AMAZON.FallbackIntent',
    });
  });

  it('says who can mend it when the token was taken back, and goes on when it was', async () => {
    await run.revokeToken();
    expect((await say('turn on the bed light')).speech).toMatch(/^Your home no longer lets me in/);
    expect((await run.talk('de-DE').launch()).speech).toMatch(/^Dein Zuhause lässt mich nicht mehr hinein/);
    await run.reconnect();
    expect((await say('turn on the bed light')).speech).toMatch(/^Turned on/);
  });

  it('says that the home is away while it is', async () => {
    await run.homeAssistant.stop();
    expect(await say('turn on the bed light')).toMatchObject({
      speech: expect.stringMatching(/^Your home cannot be reached/),
      listens: false,
    });
    expect((await run.talk('de-DE').launch()).speech).toMatch(/^Dein Zuhause ist nicht erreichbar/);
  });

  it('works again afterwards, and says what a home without alexa and conversation lacks', async () => {
    await run.bare();
    await expect
      .poll(async () => (await run.talk('en-US').launch()).speech, { timeout: 20_000, interval: 500 })
      .toBe('Seaside is listening. What shall I do?');
    expect((await say('turn on the bed light')).speech).toMatch(/Add the line conversation/);
    expect((await say('schalte das bed light ein', 'de-DE')).speech).toMatch(/die Zeile conversation/);
    expect((await say('where are we')).speech).toMatch(/Add the line alexa/);
    expect(await run.assistants()).toMatchObject({ error: { code: 'home_conversation_not_enabled' } });
    expect((await say('help')).speech).toMatch(/^Say what you would say/);
  });
});
