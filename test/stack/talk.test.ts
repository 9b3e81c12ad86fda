import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Alexa, createAlexa } from '../../local/alexa/alexa.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { createMemorySession } from '../../local/alexa/session.ts';
import type { Turn } from '../../local/alexa/speech/talk.ts';
import { readStack } from '../../local/alexa/stack.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';

/** From a sentence to the lamp, through the bundled function. */
describe('somebody who speaks with the skill', () => {
  let stateDir: string;
  let stack: Stack;
  let alexa: Alexa;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'porchlight-talk-'));
    stack = await startStack({
      isBundled: true,
      ports: await freePorts('127.0.0.1'),
      stateDir,
      log: () => undefined,
    });
    const file = await readStack(stack.path);
    alexa = createAlexa({ stack: file, session: createMemorySession('talker'), checker: createChecker() });
  });
  afterAll(async () => {
    alexa.close();
    await stack.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  const stateOf = (id: string) => stack.demoHome?.entities().find(({ entityId }) => entityId === id)?.state;
  const checked = (turn: Turn | undefined): Turn => {
    if (turn === undefined) throw new Error('There is no session.');
    expect(turn.problems).toEqual([]);
    return turn;
  };

  it('is asked to link first, with a card', async () => {
    const turn = checked(await alexa.talk('en-US').launch());
    expect(turn.speech).toContain('link your account');
    expect(turn.card?.type).toBe('LinkAccount');
    expect(turn.listens).toBe(false);
  });

  it('is listened to once linked, knows the names of the house, and switches a lamp in one sentence', async () => {
    const { demo } = await readStack(stack.path);
    await alexa.link(demo);
    expect(await alexa.discover()).toMatchObject({ error: undefined });
    expect(checked(await alexa.talk('en-US').say('turn on the kitchen light')).speech).toBe(
      'Turned on Kitchen light.',
    );
    expect(stateOf('light.kitchen')).toBe('on');
    const talk = alexa.talk('en-US');
    const launched = checked(await talk.launch());
    expect(launched).toMatchObject({ listens: true });
    expect(JSON.stringify(launched.message)).toContain('movie_night');
    const scene = checked(await talk.say('activate movie night'));
    expect(JSON.stringify(scene.slots)).toContain('"id":"movie_night"');
    expect(stateOf('light.kitchen')).toBe('off');
  });

  it('is asked which one is meant, in German, and the answer counts', async () => {
    const talk = alexa.talk('de-DE');
    const asked = checked(await talk.say('Schalte das Light ein'));
    expect(asked).toMatchObject({ listens: true, speech: expect.stringMatching(/^Welches: /) });
    const done = checked(await talk.say('Hallway light'));
    expect(done).toMatchObject({ listens: false, speech: 'Hallway light eingeschaltet.' });
    expect(stateOf('light.hallway')).toBe('on');
  });

  it('hears that the home is away', async () => {
    stack.demoHome?.setFault({ status: 503 });
    expect(checked(await alexa.talk('en-US').say('turn off the kitchen light')).speech).toContain(
      'error of its own',
    );
    stack.demoHome?.setFault(undefined);
  });
});
