import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSkillEvent } from '../../lib/alexa/skill-events.ts';
import { parseSkillRequest } from '../../lib/alexa/skill-request.ts';
import { skillEvent } from '../harness/skill-events.ts';
import { SKILL_ID } from '../harness/world.ts';

const MADE = Date.UTC(2026, 10, 21, 9, 8, 7);

const read = (message: unknown) => {
  const request = parseSkillRequest(message);
  return request && parseSkillEvent(request);
};
const withTimes = (times: Record<string, unknown>) => {
  const event = skillEvent('SkillDisabled', { userId: 'amzn1.ask.account.A', at: MADE });
  const { timestamp: _, eventCreationTime: __, ...request } = event.request;
  return { ...event, request: { ...request, ...times } };
};

describe('the envelope of a request', () => {
  test('says for which skill it is and who it is about, without the id itself', () => {
    const userId = 'amzn1.ask.account.ABC';
    const request = parseSkillRequest(skillEvent('SkillEnabled', { userId }));
    expect(request).toMatchObject({
      type: 'AlexaSkillEvent.SkillEnabled',
      applicationId: SKILL_ID,
      alexaUser: createHash('sha256').update(userId).digest('base64url'),
    });
    expect(JSON.stringify(request)).not.toContain(userId);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'LaunchRequest'],
    ['a list', [{ request: { type: 'LaunchRequest' } }]],
    ['no request', { context: {} }],
    ['no type', { request: {} }],
    ['a type that is no name', { request: { type: 'eyJhbGciOi.J9' } }],
    ['a type that is no text', { request: { type: ['LaunchRequest'] } }],
    ['a directive', { directive: { header: { namespace: 'Alexa', name: 'ReportState' } } }],
  ])('is not there in %s', (_name, message) => {
    expect(parseSkillRequest(message)).toBeUndefined();
  });

  test('is read or not, whatever comes, and never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (context, request) => {
        const parsed = parseSkillRequest({ context, request });
        if (parsed !== undefined) parseSkillEvent(parsed);
      }),
    );
  });
});

describe('when an event was made', () => {
  test.each<[string, Record<string, unknown>, number | undefined]>([
    ['ISO 8601', { eventCreationTime: '2026-11-21T09:08:07Z' }, MADE],
    ['with a fraction', { eventCreationTime: '2026-11-21T09:08:07.123Z' }, MADE + 123],
    ['with an offset', { eventCreationTime: '2026-11-21T10:08:07+01:00' }, MADE],
    ['milliseconds', { eventCreationTime: MADE }, MADE],
    ['seconds', { eventCreationTime: MADE / 1_000 }, MADE],
    ['milliseconds in a text', { eventCreationTime: String(MADE) }, MADE],
    ['seconds in a text', { eventCreationTime: String(MADE / 1_000) }, MADE],
    [
      'creation before sending',
      { eventCreationTime: '2026-11-21T09:08:07Z', timestamp: '2026-11-22T00:00:00Z' },
      MADE,
    ],
    ['only when it was sent', { timestamp: '2026-11-21T09:08:07Z' }, MADE],
    ['nonsense, and when it was sent', { eventCreationTime: 'soon', timestamp: MADE }, MADE],
    ['nonsense', { eventCreationTime: 'soon' }, undefined],
    ['nothing', {}, undefined],
    ['before all time', { eventCreationTime: -5 }, undefined],
    ['no number', { eventCreationTime: Number.NaN }, undefined],
    ['endless', { eventCreationTime: Number.POSITIVE_INFINITY }, undefined],
    ['null', { eventCreationTime: null }, undefined],
    ['a list', { eventCreationTime: [MADE] }, undefined],
  ])('%s', (_name, times, expected) => {
    expect(read(withTimes(times))?.createdAt).toBe(expected);
  });
});

describe('what an event says', () => {
  test('a linked account brings a token, which shows in no text', () => {
    const event = read(skillEvent('SkillAccountLinked', { userId: 'A', accessToken: 'header.claims.sign' }));
    expect(event?.accessToken?.reveal()).toBe('header.claims.sign');
    expect(JSON.stringify(event)).not.toContain('claims');
  });

  test.each<[string, unknown, string[]]>([
    ['scopes', [{ scope: 'alexa::async_event:write' }], ['alexa::async_event:write']],
    ['none', [], []],
    ['no list', { scope: 'a' }, []],
    ['odd ones', [{ scope: 'two words' }, { scope: 5 }, null, 'x', { scope: 'fine' }], ['fine']],
  ])('permissions: %s', (_name, acceptedPermissions, expected) => {
    const event = skillEvent('SkillPermissionChanged', { userId: 'A', body: { acceptedPermissions } });
    expect(read(event)?.scopes).toEqual(expected);
  });

  test('nothing without a user', () => {
    expect(read(skillEvent('SkillDisabled', { userId: '' }))).toBeUndefined();
  });
});
