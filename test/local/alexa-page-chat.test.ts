import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Alexa, createAlexa } from '../../local/alexa/alexa.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { createMemorySession } from '../../local/alexa/session.ts';
import { type Chat, createChat } from '../../local/alexa-page/chat.ts';
import { createDeviceShelf } from '../../local/alexa-page/device-shelf.ts';
import { createJournal } from '../../local/alexa-page/journal.ts';
import { NotNow } from '../../local/alexa-page/not-now.ts';
import { createRecorder } from '../../local/alexa-page/recorder.ts';
import type { ChatView } from '../../local/alexa-page/view.ts';
import { functionError, lambdaAnswer, owner, type StandIn, startStandIn } from './alexa-stand-in.ts';

const asked = { outputSpeech: { type: 'PlainText', text: 'Well?' } };
const listening = { version: '1.0', response: { ...asked, reprompt: asked, shouldEndSession: false } };

describe('the chat of the Alexa page', () => {
  let world: StandIn;
  let alexa: Alexa;
  let chat: Chat;
  const journal = createJournal(Date.now);
  const seen: ChatView[] = [];

  beforeEach(async () => {
    world = await startStandIn();
    world.set.skillEvent = () => lambdaAnswer(listening);
    const session = createMemorySession();
    alexa = createAlexa({ stack: world.stack, session, checker: createChecker() });
    await alexa.link(owner);
    seen.length = 0;
    chat = createChat({
      alexa,
      now: Date.now,
      recorder: createRecorder({
        id: 'robin',
        shelf: createDeviceShelf(),
        journal,
        tell: () => undefined,
        now: Date.now,
      }),
      change: (view) => seen.push(view),
      afterwards: async () => undefined,
    });
  });
  afterEach(async () => {
    alexa.close();
    await world.close();
  });

  const last = () => chat.view().turns.at(-1);
  const requests = () => world.seen.skillEvents.map(({ request }) => (request as { type: string }).type);

  it.each([
    ['en-US', "There was a problem with the requested skill's response."],
    ['de-DE', 'Bei der Antwort des angeforderten Skills ist ein Problem aufgetreten.'],
  ] as const)(
    'says it like Alexa when the skill gives no answer (%s), and the session is over',
    async (locale, said) => {
      await chat.launch(locale);
      expect(chat.view().listens).toBe(true);
      world.set.skillEvent = functionError;
      await chat.say(locale, 'hello');
      expect(last()?.answer).toMatchObject({ speech: said, listens: false });
      expect(chat.view()).toMatchObject({ listens: false, isBusy: false });
      expect(journal.list().at(-1)).toMatchObject({
        kind: 'speech',
        error: 'no answer (function-error)',
        said,
      });
    },
  );

  it('takes one sentence at a time', async () => {
    const first = chat.launch('en-US');
    await expect(chat.say('en-US', 'hello')).rejects.toThrow(NotNow);
    await first;
    await chat.say('en-US', 'hello');
    expect(requests()).toEqual(['LaunchRequest', 'IntentRequest']);
  });

  it('shows what is waited for, and the answer together with its end', async () => {
    await chat.launch('en-US');
    const waiting = seen.at(0);
    expect(waiting).toMatchObject({ isBusy: true, turns: [{ said: 'Alexa, open my house' }] });
    expect(waiting?.turns.at(-1)).not.toHaveProperty('answer');
    for (const { isBusy, turns } of seen) expect(isBusy).toBe(turns.at(-1)?.answer === undefined);
  });

  it('ends a session before it goes on in another language', async () => {
    await chat.launch('en-US');
    await chat.say('de-DE', 'hallo');
    expect(requests()).toEqual(['LaunchRequest', 'SessionEndedRequest', 'IntentRequest']);
    expect(last()).toMatchObject({ locale: 'de-DE', before: 'Alexa, frage mein zuhause …' });
  });

  it('keeps a session from sentence to sentence, and ends none that is not open', async () => {
    await chat.launch('en-US');
    await chat.say('en-US', 'hello');
    expect(last()).not.toHaveProperty('before');
    await chat.end();
    await chat.end();
    expect(requests()).toEqual(['LaunchRequest', 'IntentRequest', 'SessionEndedRequest']);
    expect(chat.view().turns.map(({ kind }) => kind)).toEqual(['launch', 'say', 'end']);
  });
});
