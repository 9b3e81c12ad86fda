import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunOptions, runAlexa } from './alexa-run.ts';
import { functionError, lambdaAnswer, type StandIn, startStandIn } from './alexa-stand-in.ts';

let world: StandIn;
let directory: string;

beforeEach(async () => {
  world = await startStandIn();
  directory = await mkdtemp(join(tmpdir(), 'alexa-speech-'));
  await writeFile(join(directory, 'stack.json'), JSON.stringify(world.file));
  world.set.skillEvent = (event) => lambdaAnswer(skillAnswer(event));
});
afterEach(async () => {
  await world.close();
  await rm(directory, { recursive: true });
});

const run = (line: string | string[], options?: RunOptions) => runAlexa(directory, line, options);

interface Heard {
  readonly session: {
    readonly new: boolean;
    readonly sessionId: string;
    readonly attributes: unknown;
    readonly user: { readonly userId: string; readonly accessToken?: string };
  };
  readonly request: {
    readonly type: string;
    readonly requestId: string;
    readonly locale: string;
    readonly reason?: string;
    readonly intent?: { readonly name: string; readonly slots: Record<string, { value: string }> };
  };
}
const heard = (): readonly Heard[] => world.seen.skillEvents as unknown as readonly Heard[];
const last = (): Heard => heard().at(-1) as Heard;

const plain = (text: string) => ({ outputSpeech: { type: 'PlainText', text } });
const asking = (text: string, attributes: unknown, directives: unknown[] = []) => ({
  version: '1.0',
  sessionAttributes: attributes,
  response: { ...plain(text), reprompt: plain(text), directives, shouldEndSession: false },
});
const telling = (response: Record<string, unknown>) => ({
  version: '1.0',
  response: { ...response, shouldEndSession: true },
});
const names = {
  type: 'Dialog.UpdateDynamicEntities',
  updateBehavior: 'REPLACE',
  types: [{ name: 'Scenes', values: [{ id: 'movie_night', name: { value: 'Movie night' } }] }],
};

/** A small skill: it teaches a scene when it is opened, asks back about lights, and does everything else. */
function skillAnswer(event: unknown): Record<string, unknown> {
  const { session, request } = event as Heard;
  if (session.user.accessToken === undefined)
    return telling({ ...plain('Please link your account.'), card: { type: 'LinkAccount' } });
  const said = request.intent?.slots.query?.value ?? '';
  if (request.type === 'LaunchRequest') return asking('What shall I do?', { v: 1 }, [names]);
  if (request.type === 'SessionEndedRequest') return { version: '1.0', response: {} };
  if (said.endsWith('the light')) {
    const directive = {
      type: 'Dialog.ElicitSlot',
      slotToElicit: 'query',
      updatedIntent: { name: 'ConverseIntent', confirmationStatus: 'NONE', slots: {} },
    };
    return asking('Which one?', { v: 1, conversation: 'c1' }, [directive]);
  }
  const card = { type: 'Simple', title: 'Done', content: `${request.intent?.name} ${said}` };
  return telling({
    outputSpeech: { type: 'SSML', ssml: '<speak>You &amp; I <break/> did it.</speak>' },
    card,
  });
}

describe('launch', () => {
  it('opens the skill with a session and the link’s token, and shows that Alexa listens', async () => {
    await run('link');
    const { code, out, err } = await run('launch');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^LaunchRequest, \d+ ms\nWhat shall I do\?\n\(she listens\)\n$/);
    expect(last()).toMatchObject({
      version: '1.0',
      session: { new: true, attributes: {}, user: { accessToken: expect.stringMatching(/^eyJ/) } },
      request: { type: 'LaunchRequest', locale: 'en-US' },
    });
    expect(out).not.toContain('eyJ');
  });

  it('ends with 1 where no account is linked: a card asks for it, and the skill hears no token', async () => {
    const { code, out } = await run('launch');
    expect(code).toBe(1);
    expect(out).toContain('[card] Link your account');
    expect(last().session.user).not.toHaveProperty('accessToken');
  });

  it('speaks without a token once a refresh was refused', async () => {
    world.set.expiresIn = 30;
    await run('link');
    world.set.refresh = 'refused';
    expect((await run('launch')).code).toBe(1);
    expect(last().session.user).not.toHaveProperty('accessToken');
    expect((await run('status')).code).toBe(1);
  });
});

describe('ask', () => {
  it('makes an intent of the sentence, and shows the words and the card', async () => {
    await run('link');
    const { code, out, err } = await run(['ask', 'turn on the kitchen light']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^IntentRequest TurnPhraseIntent \(query: on the kitchen light\), \d+ ms\n/);
    expect(out).toContain('\nYou & I did it.\n  [card] Done\n  TurnPhraseIntent on the kitchen light\n');
    expect(out).not.toContain('she listens');
  });

  it('speaks German', async () => {
    await run('link');
    expect((await run('ask schalte die Lampe ein --locale de-DE')).code).toBe(0);
    expect(last().request).toMatchObject({
      locale: 'de-DE',
      intent: { name: 'TurnPhraseIntent', slots: { query: { value: 'die lampe ein' } } },
    });
  });

  it('knows what a launch taught, in another process, for half an hour', async () => {
    await run('link');
    const before = (await run('ask activate movie night')).out;
    expect(before).not.toContain('movie_night');
    await run('launch');
    await run('discover');
    expect((await run('ask activate movie night')).out).toContain('Scene: movie night = movie_night');
    const file = join(directory, 'alexa', 'default.json');
    const kept = JSON.parse(await readFile(file, 'utf8'));
    kept.taught.at -= 30 * 60_000;
    await writeFile(file, JSON.stringify(kept));
    expect((await run('ask activate movie night')).out).not.toContain('movie_night');
  });

  it('prints the bare message with --json', async () => {
    await run('link');
    const { code, out } = await run('ask what is new --json');
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toMatchObject({ version: '1.0', response: { shouldEndSession: true } });
  });

  it('ends with 3 when the checks find something', async () => {
    await run('link');
    world.set.skillEvent = () => lambdaAnswer({ version: '1.0', response: { ...plain('Well?') } });
    const { code, err } = await run('ask what is new');
    expect(code).toBe(3);
    expect(err).toContain('/response/shouldEndSession');
  });

  it.each([
    [['ask'], 'Say what is asked'],
    [['ask', 'hello', '--locale', 'fr-FR'], 'not "fr-FR"'],
    [['launch', '--scale', 'celsius'], '"launch" takes no --scale'],
  ])('%j makes no sense', async (words, reason) => {
    expect(await run(words)).toMatchObject({ code: 1, err: expect.stringContaining(reason) });
  });

  it('ends with 1 when there is no answer', async () => {
    await run('link');
    world.set.skillEvent = functionError;
    expect(await run('ask what is new')).toMatchObject({
      code: 1,
      err: expect.stringContaining('The skill function failed'),
    });
  });

  it('says what the skill says before its answer, and before the answer', async () => {
    await run('link');
    world.set.skillEvent = async (event) => {
      const { requestId } = (event as unknown as Heard).request;
      world.set.progress = [
        { requestId: 'of-another-request', speech: '<speak>Not for us.</speak>' },
        { requestId, speech: '<speak>One moment.</speak>' },
      ];
      await pause(300);
      return lambdaAnswer(skillAnswer(event));
    };
    const { code, out } = await run('ask what is new');
    expect(code).toBe(0);
    expect(out).toMatch(/^One moment\.\nIntentRequest /);
    expect(out).not.toContain('Not for us');
  });
});

describe('talk', () => {
  it('keeps the session from line to line, and ends it with the input', async () => {
    await run('link');
    const { code, out, err } = await run('talk', { stdin: 'turn on the light\n\nthe one in the hall\n' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(heard().map(({ request }) => request.type)).toEqual([
      'LaunchRequest',
      'IntentRequest',
      'IntentRequest',
    ]);
    const [launched, asked, answered] = heard();
    expect(asked?.session).toMatchObject({
      new: false,
      sessionId: launched?.session.sessionId,
      attributes: { v: 1 },
    });
    expect(answered?.session).toMatchObject({
      new: false,
      sessionId: launched?.session.sessionId,
      attributes: { v: 1, conversation: 'c1' },
    });
    // What was asked for is taken as it is.
    expect(answered?.request.intent).toMatchObject({
      name: 'ConverseIntent',
      slots: { query: { value: 'the one in the hall' } },
    });
    expect(out).not.toContain('(the session ended)');
  });

  it('tells the skill when somebody leaves while she listens', async () => {
    await run('link');
    const { code, out } = await run('talk', { stdin: 'turn on the light\n' });
    expect(code).toBe(0);
    expect(last().request).toMatchObject({ type: 'SessionEndedRequest', reason: 'USER_INITIATED' });
    expect(out).toMatch(/\(the session ended\)\n$/);
  });

  it('goes on after a sentence without an answer, in a new session, and ends with 1', async () => {
    await run('link');
    world.set.skillEvent = (event) =>
      (event as unknown as Heard).request.intent?.name === 'TurnPhraseIntent'
        ? functionError()
        : lambdaAnswer(skillAnswer(event));
    const { code, out, err } = await run('talk', { stdin: 'turn on the lamp\nwhat is new' });
    expect(code).toBe(1);
    expect(err).toContain('The skill function failed');
    expect(out).toContain('You & I did it.');
    expect(last().session.new).toBe(true);
  });

  it('prints a message a line with --json, and nothing else', async () => {
    await run('link');
    const { out } = await run('talk --json', { stdin: 'turn on the light\nthe one in the hall\n' });
    const messages = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(messages.map(({ response }) => response.shouldEndSession)).toEqual([false, false, true]);
  });

  it('is over with Ctrl-D', async () => {
    await run('link');
    const program = fileURLToPath(new URL('../../local/alexa/cli.ts', import.meta.url));
    const { promise, resolve } = Promise.withResolvers<{ code: unknown; out: string }>();
    const child = execFile(
      process.execPath,
      [program, 'talk', '--stack', join(directory, 'stack.json')],
      { env: { PATH: process.env.PATH } },
      (error, out) => resolve({ code: error?.code ?? 0, out }),
    );
    child.stdin?.write('turn on the light\n');
    await expect.poll(() => heard().length, { timeout: 20_000 }).toBe(2);
    child.stdin?.end();
    const { code, out } = await promise;
    expect(code).toBe(0);
    expect(out).toContain('Which one?');
    expect(last().request.type).toBe('SessionEndedRequest');
  });
});
