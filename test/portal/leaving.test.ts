import { describe, expect, test } from 'vitest';
import type { DeletionStep } from '../../portal/api-types.ts';
import { datedName } from '../../portal/dated-name.ts';
import { de } from '../../portal/i18n/de.ts';
import { en } from '../../portal/i18n/en.ts';
import { receiptText } from '../../portal/pages/leaving/receipt-text.ts';
import { leavingStep } from '../../portal/pages/leaving/step-words.ts';

const home = (changes: Partial<DeletionStep>): DeletionStep => ({
  what: 'home',
  status: 'done',
  home: 'k3f9a2',
  name: 'Cabin',
  ...changes,
});
const remedy = 'In English.';

describe('a deletion in words', () => {
  test.each<[string, DeletionStep, ReturnType<typeof leavingStep>]>([
    [
      'a home under way',
      home({ status: 'pending' }),
      { text: en.leaving.steps.home.pending('Cabin'), look: 'waiting' },
    ],
    ['a home', home({}), { text: en.leaving.steps.home.done('Cabin'), look: 'passed' }],
    [
      'a home without a name',
      { what: 'membership', status: 'done', home: 'k3f9a2' },
      { text: 'You no longer belong to a home.', look: 'passed' },
    ],
    [
      'a token that was to be kept',
      home({ because: 'token_kept', remedy }),
      { text: en.leaving.steps.home.kept('Cabin'), remedy: en.leaving.remedies.home, look: 'warning' },
    ],
    [
      'a token that is still good',
      home({ status: 'failed', because: 'token_still_accepted', remedy }),
      { text: en.leaving.steps.home.accepted('Cabin'), remedy: en.leaving.remedies.home, look: 'failed' },
    ],
    [
      'a home that was not reached',
      home({ status: 'failed', because: 'home_timed_out', remedy }),
      {
        text: `${en.leaving.steps.home.failed('Cabin')} (It did not answer in time.)`,
        remedy: en.leaving.remedies.home,
        look: 'failed',
      },
    ],
    [
      'a home that failed in a way of a newer API',
      home({ status: 'failed', because: 'home_on_holiday', remedy }),
      { text: en.leaving.steps.home.failed('Cabin'), remedy: en.leaving.remedies.home, look: 'failed' },
    ],
    [
      'an Alexa that was not told',
      { what: 'alexa', status: 'failed', region: 'FE', because: 'gateway_unavailable', remedy },
      {
        text: en.leaving.steps.alexa.failed('Far East and Australia'),
        remedy: en.leaving.remedies.alexa,
        look: 'failed',
      },
    ],
    [
      'an Alexa of a newer region',
      { what: 'alexa', status: 'done', region: 'toString' },
      { text: en.leaving.steps.alexa.done('toString'), look: 'passed' },
    ],
    [
      'the login',
      { what: 'login', status: 'pending' },
      { text: en.leaving.steps.login.pending, look: 'waiting' },
    ],
  ])('%s', (_, step, words) => {
    expect(leavingStep(step, en)).toEqual(words);
  });

  test('the receipt is a text in the language of whoever keeps it', () => {
    const receipt = {
      deletion: '5e0b1b0c',
      state: 'done' as const,
      startedAt: '2026-11-21T11:20:00.000Z',
      doneAt: '2026-11-21T11:21:08.000Z',
      steps: [
        home({ status: 'failed', because: 'home_timed_out', remedy }),
        { what: 'records', status: 'done' } as const,
      ],
    };
    expect(receiptText(receipt, de, (time) => time.slice(11, 16)).split('\n')).toEqual([
      'Porchlight. Dein Konto ist gelöscht.',
      'Quittung: 5e0b1b0c',
      'Begonnen: 11:20',
      'Beendet: 11:21',
      '',
      `✕ ${de.leaving.steps.home.failed('Cabin')} (${de.outcomes.home_timed_out.what}.)`,
      `  Was für dich zu tun bleibt: ${de.leaving.remedies.home}`,
      `✓ ${de.leaving.steps.records.done}`,
      '',
    ]);
  });

  test('a file is named by the day', () => {
    expect(datedName('porchlight-export', 'json', new Date(2026, 2, 5))).toBe(
      'porchlight-export-2026-03-05.json',
    );
  });
});
