import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const command = new URL('../../cli/skill.ts', import.meta.url).pathname;
const SKILL_ID = 'amzn1.ask.skill.00000000-0000-4000-8000-000000000001';
const DIRECTIVE = 'arn:aws:lambda:us-east-1:123456789012:function:porchlight-prod-directive';
const SKILL = 'arn:aws:lambda:us-east-1:123456789012:function:porchlight-prod-skill';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porchlight-skill-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the operator's command as npm would. */
async function skill(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [command, ...args]);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

const json = async (...path: string[]) => JSON.parse(await readFile(join(folder, ...path), 'utf8'));

describe('npm run skill -- build', () => {
  test('before anything is deployed, makes what a skill can be created from', async () => {
    const { code, out, err } = await skill('build', '--out', join(folder, 'first'));
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('with this package a skill can be created, and nothing else yet');
    expect(out).toContain('--target skill-metadata');
    const { manifest } = await json('first', 'skill-package', 'skill.json');
    expect(manifest.apis).toEqual({ smartHome: { protocolVersion: '3' }, custom: { interfaces: [] } });
    expect(await readdir(join(folder, 'first'))).not.toContain('.ask');
  });

  test('afterwards names the functions, by parts of the world, and the skill', async () => {
    const european = DIRECTIVE.replace('us-east-1', 'eu-west-1');
    const { code, out } = await skill(
      ...['build', '--out', join(folder, 'second'), '--skill-id', SKILL_ID, '--invocation', 'dear jarvis'],
      ...['--directive-arn', DIRECTIVE, '--directive-arn', `EU=${european}`, '--skill-arn', SKILL],
      ...['--invocation', 'de-DE=lieber jarvis'],
    );
    expect(code).toBe(0);
    expect(out).toContain(`This changes ${SKILL_ID}`);
    const { manifest } = await json('second', 'skill-package', 'skill.json');
    expect(manifest.apis.smartHome.regions.EU.endpoint.uri).toBe(european);
    expect(manifest.events.endpoint.uri).toBe(SKILL);
    const states = await json('second', '.ask', 'ask-states.json');
    expect(states.profiles.default.skillId).toBe(SKILL_ID);
    const model = (locale: string) =>
      json('second', 'skill-package', 'interactionModels', 'custom', `${locale}.json`);
    expect((await model('en-GB')).interactionModel.languageModel.invocationName).toBe('dear jarvis');
    expect((await model('de-DE')).interactionModel.languageModel.invocationName).toBe('lieber jarvis');
  });

  test("takes an operator's file", async () => {
    const file = join(folder, 'own.json');
    await writeFile(
      file,
      JSON.stringify({ intents: [{ name: 'PetIntent', samples: { en: ['feed the cat'] } }] }),
    );
    expect((await skill('build', '--out', join(folder, 'own'), '--file', file)).code).toBe(0);
    const model = await readFile(
      join(folder, 'own', 'skill-package', 'interactionModels', 'custom', 'en-US.json'),
      'utf8',
    );
    expect(model).toContain('feed the cat');
  });

  test.each([
    [['--invocation', 'open alexa'], 'invocation name, en-US en-GB en-CA en-AU en-IN: "open" opens skills'],
    [['--invocation', 'fr=ma maison'], '"fr" is none of en, de'],
    [['--skill-id', 'mine'], '"mine" is no skill id'],
    [['--directive-arn', DIRECTIVE], 'Give --directive-arn and --skill-arn'],
    [['--directive-arn', `XX=${DIRECTIVE}`, '--skill-arn', SKILL], '"XX" is none of NA, EU, FE'],
    [['--directive-arn', DIRECTIVE, '--skill-arn', 'arn:nothing'], 'This is no function in us-east-1'],
    [['--file', 'nowhere.json'], 'nowhere.json cannot be read'],
    [['--colour', 'red'], "'--colour'"],
  ])('%j: nothing is written, and it says why', async (args, message) => {
    const { code, err } = await skill('build', '--out', join(folder, 'refused'), ...args);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(await readdir(folder)).not.toContain('refused');
  });

  test('a file with a wrong field is named with the field', async () => {
    const file = join(folder, 'wrong.json');
    await writeFile(file, '{"intents": [{"name": "PetIntent", "samples": {"en": [7]}}]}');
    const { code, err } = await skill('build', '--out', join(folder, 'refused'), '--file', file);
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('wrong.json: intents.0.samples.en.0: Here belongs a text.'),
    ]);
  });

  test('without a folder it says so, and without a command how it is used', async () => {
    expect((await skill('build')).err).toContain('Give --out');
    expect(await skill()).toMatchObject({ code: 0, out: expect.stringContaining('--invocation NAME') });
    expect(await skill('bake')).toMatchObject({ code: 1 });
  });
});
