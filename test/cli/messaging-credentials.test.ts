import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMessagingCredentials } from '../../lib/homes/messaging-credentials.ts';
import { SKILL_ID, startWorld, type World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ messaging: false });
});
afterAll(() => world.close());

async function operator(args: string[], input: string, env: NodeJS.ProcessEnv = process.env) {
  const child = spawn(process.execPath, ['cli/operator.ts', ...args], { env });
  child.stdin.end(input);
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('exit', resolve)),
  ]);
  return { output, errors, code };
}

it('stores the credentials sealed, where acceptgrant reads them, and prints no secret', async () => {
  const { output, errors, code } = await operator(
    ['messaging-credentials', '--client-id', 'amzn1.application-oa2-client.1'],
    'canary-messaging-secret\n',
  );
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output).toContain(SKILL_ID);
  expect(output).not.toContain('canary');

  const stored = await createMessagingCredentials(world.registry, world.vault, SKILL_ID).read(
    world.deadline(),
  );
  expect(stored.clientId).toBe('amzn1.application-oa2-client.1');
  expect(stored.clientSecret.reveal()).toBe('canary-messaging-secret');
});

it.each([
  ['no client id', ['messaging-credentials'], 'secret', {}, 'Give --client-id.'],
  ['an empty secret', ['messaging-credentials', '--client-id', 'a'], '\n', {}, 'The secret is empty.'],
  [
    'no table',
    ['messaging-credentials', '--client-id', 'a'],
    's',
    { REGISTRY_TABLE: '' },
    'Set REGISTRY_TABLE.',
  ],
  [
    'a table that is not there',
    ['messaging-credentials', '--client-id', 'a'],
    's',
    { REGISTRY_TABLE: 'nowhere' },
    'ResourceNotFound',
  ],
  ['no such command', ['unlock'], '', {}, ''],
])('says what is wrong: %s', async (_case, args, input, env, said) => {
  const { output, errors, code } = await operator(args, input, { ...process.env, ...env });
  expect(code).toBe(1);
  expect(errors + output).toContain(said);
  expect(errors + output).toContain(said === 'ResourceNotFound' ? 'store' : 'npm run operator');
});
