import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { intentExamples } from '../../lib/home-assistant/intent-examples.ts';
import * as outcomes from '../../lib/outcomes/index.ts';
import { toSpeech } from '../../lib/outcomes/to-speech.ts';
import { SENTENCES } from '../../lib/speech/sentences.ts';

const page = readFileSync(new URL('../../docs/speech.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );

/** Which sentences an outcome can lead to; what it carries does not matter here. */
const failures = new Set(
  Object.values(outcomes)
    .filter((exported) => typeof exported === 'function' && exported.prototype instanceof outcomes.Outcome)
    .map((Class) => toSpeech(Reflect.construct(Class, [])).sentence),
);

describe('docs/speech.md', () => {
  test.each([...failures, 'notUnderstood' as const])(
    'says what to do after "%s", in both languages',
    (name) => {
      expect(failures.size).toBeGreaterThan(10);
      const row = rows.find(([english]) => english === SENTENCES.en[name]);
      expect(row?.[1]).toBe(SENTENCES.de[name]);
      expect(row?.[2]).toMatch(/\w\S*\.$/);
    },
  );

  test('shows pieces of the examples that the portal hands out', () => {
    const examples = intentExamples('skill');
    const pieces = [...page.matchAll(/```yaml\n(.*?)```/gs)]
      .map(([, yaml = '']) => yaml)
      .filter((yaml) => yaml.includes('{{'));
    expect(pieces).toHaveLength(2);
    for (const piece of pieces) expect(examples).toContain(piece);
  });

  test('names every entry of them', () => {
    const names = [...intentExamples('<skill id>').matchAll(/^ {2}([\w.<> ]+Intent|<skill id>[\w.]*):$/gm)];
    expect(names.length).toBeGreaterThan(6);
    for (const [, name = ''] of names) expect(page).toContain(`\`${name}\``);
  });
});
