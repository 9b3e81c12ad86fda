import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Alexa, createAlexa } from '../../local/alexa/alexa.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { createMemorySession } from '../../local/alexa/session.ts';
import { readStack } from '../../local/alexa/stack.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { asText, dumpTable } from '../harness/table-dump.ts';

/** From a tap in the Alexa app to a grant that is gone, through the bundled functions and the queue between them. */
describe('a skill that one of two Amazon accounts on one login disables', () => {
  const COFFEE = 'switch.coffee_machine';
  const checker = createChecker();
  const secrets: string[] = [];
  let stateDir: string;
  let stack: Stack;
  let leaving: Alexa;
  let staying: Alexa;
  let seen = 0;

  async function enter(account: string): Promise<Alexa> {
    const parsed = await readStack(stack.path);
    const alexa = createAlexa({ stack: parsed, session: createMemorySession(account), checker });
    secrets.push((await alexa.link(parsed.demo)).accessToken);
    expect(await alexa.grant()).toMatchObject({ error: undefined, problems: [] });
    expect((await alexa.enable()).map(({ problems }) => problems)).toEqual([[], []]);
    secrets.push((await alexa.session())?.alexaUserId ?? '');
    return alexa;
  }

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'porchlight-skill-events-'));
    stack = await startStack({
      isBundled: true,
      ports: await freePorts('127.0.0.1'),
      stateDir,
      logLevel: 'DEBUG',
    });
    leaving = await enter('leaving');
    staying = await enter('staying');
  });
  afterAll(async () => {
    leaving.close();
    staying.close();
    await stack.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  const registry = async () => asText(await dumpTable(stack.file, stack.file.dynamodb.registry));
  const grants = async () => (await registry()).match(/"GRANT#/g)?.length ?? 0;

  /** The Amazon accounts that hear of a switch. */
  async function hearing(state: string): Promise<string[]> {
    stack.demoHome?.setState(COFFEE, { state });
    const first = await staying.events(seen, { waitSeconds: 20 });
    await pause(500);
    const rest = await staying.events(first.next);
    seen = rest.next;
    // Whoever is new hears of all the other devices as well, sooner or later.
    const heard = [...first.events, ...rest.events].filter(({ message }) =>
      JSON.stringify(message).includes('switch#coffee_machine'),
    );
    return [...new Set(heard.map(({ amazonUser }) => amazonUser))].toSorted();
  }

  it('was heard of by both', async () => {
    expect(await grants()).toBe(2);
    expect(await hearing('on')).toEqual(['amzn1.account.leaving', 'amzn1.account.staying']);
  });

  it('has no grant of that account any more, and reports to the other', async () => {
    expect((await leaving.disable()).problems).toEqual([]);
    await expect.poll(grants, { timeout: 20_000, interval: 50 }).toBe(1);
    expect(await hearing('off')).toEqual(['amzn1.account.staying']);
  });

  it('can be enabled again', async () => {
    leaving.close();
    leaving = await enter('leaving');
    expect(await hearing('on')).toEqual(['amzn1.account.leaving', 'amzn1.account.staying']);
  });

  it('shows no token and no id of an Alexa user in the log or the registry', async () => {
    const log = await readFile(join(stateDir, 'functions.log'), 'utf8');
    expect(log).toContain('AlexaSkillEvent.SkillEnabled');
    const stored = await registry();
    expect(stored).toContain('ALEXAUSER#');
    expect(secrets).toHaveLength(6);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(40);
      expect(log).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
  });
});
