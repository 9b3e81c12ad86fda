import { describe, expect, expectTypeOf, test } from 'vitest';
import type { ChangedHome } from '../../lib/bridge/change-home.ts';
import type { ConnectedHome } from '../../lib/bridge/connect-home.ts';
import type { DeletionReceipt } from '../../lib/bridge/deletion-receipt.ts';
import type { DeviceList } from '../../lib/bridge/devices.ts';
import type { DisconnectReceipt } from '../../lib/bridge/disconnect-home.ts';
import type { DisconnectedLink } from '../../lib/bridge/disconnect-link.ts';
import type { ExportAnswer } from '../../lib/bridge/export-account.ts';
import type { HandedOver } from '../../lib/bridge/hand-over.ts';
import type { Household } from '../../lib/bridge/household.ts';
import type { NewInvitation } from '../../lib/bridge/invite.ts';
import type { InvitationPreview, JoinedHome } from '../../lib/bridge/join-home.ts';
import type { RemovedMember } from '../../lib/bridge/remove-member.ts';
import type * as bridge from '../../lib/bridge/status.ts';
import type { Assistant } from '../../lib/home-assistant/assistants.ts';
import type { ProbeStage } from '../../lib/home-assistant/probe.ts';
import type { ProbeReport } from '../../lib/home-assistant/probe-report.ts';
import { PROBE_STEPS } from '../../lib/home-assistant/probe-steps.ts';
import { REMEDIES } from '../../lib/outcomes/remedies.ts';
import type { HttpErrorBody } from '../../lib/outcomes/to-http.ts';
import type * as portal from '../../portal/api-types.ts';
import { conditionOf, deadLinkWords, setUpOf } from '../../portal/condition.ts';
import { Refused } from '../../portal/failures.ts';
import { de } from '../../portal/i18n/de.ts';
import { en } from '../../portal/i18n/en.ts';
import { explain } from '../../portal/i18n/explain.ts';
import { ago } from '../../portal/i18n/times.ts';
import { stepWords } from '../../portal/pages/connect/step-words.ts';
import { likelyLocale } from '../../portal/pages/reports/likely-locale.ts';

// The compiler does these (`npm run types`): the page reads what the API sends, field for field.
expectTypeOf<portal.AccountStatus>().toEqualTypeOf<bridge.AccountStatus>();
expectTypeOf<portal.ProbeReport>().toEqualTypeOf<ProbeReport>();
expectTypeOf<portal.ProbeStage>().toEqualTypeOf<ProbeStage>();
expectTypeOf<portal.ConnectedHome>().toEqualTypeOf<ConnectedHome>();
expectTypeOf<portal.DisconnectReceipt>().toEqualTypeOf<DisconnectReceipt>();
expectTypeOf<portal.DisconnectedLink>().toEqualTypeOf<DisconnectedLink>();
expectTypeOf<portal.DeletionReceipt>().toEqualTypeOf<DeletionReceipt>();
expectTypeOf<portal.AccountExport>().toEqualTypeOf<ExportAnswer>();
expectTypeOf<portal.Household>().toEqualTypeOf<Household>();
expectTypeOf<portal.NewInvitation>().toEqualTypeOf<NewInvitation>();
expectTypeOf<portal.InvitationPreview>().toEqualTypeOf<InvitationPreview>();
expectTypeOf<portal.JoinedHome>().toEqualTypeOf<JoinedHome>();
expectTypeOf<portal.RemovedMember>().toEqualTypeOf<RemovedMember>();
expectTypeOf<portal.HandedOver>().toEqualTypeOf<HandedOver>();
expectTypeOf<portal.ChangedHome>().toEqualTypeOf<ChangedHome>();
expectTypeOf<portal.Assistant>().toEqualTypeOf<Assistant>();
expectTypeOf<portal.DeviceList>().toEqualTypeOf<DeviceList>();
expectTypeOf<portal.ErrorBody>().toEqualTypeOf<HttpErrorBody>();

const home = (changes: Partial<portal.HomeStatus>): portal.HomeStatus => ({
  home: 'k3f9a2',
  name: 'Home',
  url: 'https://home.example.org',
  role: 'owner',
  homeAssistantVersion: '2026.8.3',
  isAdministrator: false,
  paused: false,
  assistant: null,
  handedOver: false,
  connectedAt: '2026-11-21T08:00:00.000Z',
  lastOutcome: null,
  devices: null,
  reporting: { heardAt: null, away: false },
  ...changes,
});
const answered = (outcome: string) => ({
  lastOutcome: { outcome, at: '2026-11-21T08:00:00.000Z', since: '2026-11-21T08:00:00.000Z' },
});

describe("the page's words", () => {
  test('a probe is shown in its own order, and each step has a name', () => {
    expect(Object.keys(en.connect.steps)).toEqual([...PROBE_STEPS]);
  });

  test.each([
    [['de-AT', 'en'], 'de-DE'],
    [['fr-CA'], 'fr-CA'],
    [['pl', 'en-GB'], 'en-GB'],
    [['pl'], 'en-US'],
  ])('somebody who reads %j is offered %s first', (languages, locale) => {
    expect(likelyLocale(languages)).toBe(locale);
  });

  test.each([
    ['paused', { paused: true, ...answered('home_timed_out') }, 'idle', 'Paused'],
    ['not asked yet', {}, 'idle', 'Connected'],
    ['well', answered('ok'), 'good', 'Everything works'],
    ['ill', answered('home_timed_out'), 'bad', 'It did not answer in time'],
    ['ill in a way of a newer API', answered('home_on_holiday'), 'bad', 'Something went wrong'],
    ['ill in a way that every object knows', answered('toString'), 'bad', 'Something went wrong'],
  ])('a home that is %s', (_, changes, light, headline) => {
    expect(conditionOf(home(changes), en)).toMatchObject({ light, headline });
  });

  test('a home that answers is not said to work while there is no Alexa', () => {
    expect(conditionOf(home(answered('ok')), en, { isLinked: false })).toMatchObject({
      headline: 'Your home answers',
    });
  });

  test('only a refused token is mended by connecting again', () => {
    const mustReconnect = (outcome: string) => conditionOf(home(answered(outcome)), en).mustReconnect;
    expect(mustReconnect('home_token_refused')).toBe(true);
    expect(mustReconnect('home_timed_out')).toBeUndefined();
  });

  test('what a newer API says about an outcome is passed on', () => {
    const { lastOutcome } = answered('home_on_holiday');
    const status = home({ lastOutcome: { ...lastOutcome, remedy: 'Wait for September.' } });
    expect(conditionOf(status, en).remedy).toBe('Wait for September.');
  });

  test('the remedies in English are for the same codes as the API has them for, and never empty', () => {
    const own = Object.keys(en.outcomes);
    expect(own).toEqual(expect.arrayContaining(Object.keys(REMEDIES)));
    expect(Object.keys(de.outcomes)).toEqual(own);
    for (const { what, remedy } of [...Object.values(en.outcomes), ...Object.values(de.outcomes)])
      expect([what.length > 5, remedy.length > 5]).toEqual([true, true]);
  });

  test('a dead link says why and what to do; it does not count as linked', () => {
    const link = { link: 'a-link', region: 'EU', acceptedAt: '2026-11-21T08:00:00.000Z' } as const;
    const dead = { ...link, dead: { reason: 'SKILL_DISABLED_EXCEPTION', remedy: 'In English.' } };
    expect(deadLinkWords(dead, en)).toEqual({
      what: 'The skill was disabled.',
      remedy: en.outcomes.grant_dead.remedy,
    });
    expect(deadLinkWords({ ...link, dead: { reason: 'constructor', remedy: '' } }, en).what).toBeUndefined();
    expect(setUpOf({ homes: [], defaultHome: null, links: [dead] }, undefined).alexa).toBe(false);
    expect(setUpOf({ homes: [], defaultHome: null, links: [dead, link] }, undefined).alexa).toBe(true);
  });

  test.each([
    ['an outcome', 'too_many_homes', de.outcomes.too_many_homes.what],
    ['a fault of ours', 'vault_unavailable', de.frame.failures.service_trouble.what],
    ['an error without a name', 'internal_error', de.frame.failures.service_trouble.what],
    ['a field that does not fit', 'request_invalid', de.frame.failures.request_invalid.what],
    ['a home of somebody else', 'forbidden', de.frame.failures.forbidden.what],
    ['a code that is not known here', 'on_holiday', 'In English.'],
  ])('%s is explained in German, if it can be', (_, code, what) => {
    expect(explain(new Refused({ code, message: 'In English.' }), de).what).toBe(what);
  });

  test('a failed step tells the machine’s name for it', () => {
    const step = {
      step: 'tls',
      status: 'failed',
      code: 'home_tls_failed',
      detail: 'No secure connection to the home: CERT_HAS_EXPIRED.',
    } as const;
    const report = { url: 'https://home.example.org', ok: false, steps: [step] };
    expect(stepWords(step, report, de)).toEqual({
      detail: `${de.outcomes.home_tls_failed.what}.`,
      remedy: de.outcomes.home_tls_failed.remedy,
      technical: 'CERT_HAS_EXPIRED',
    });
  });

  test.each([
    [-5, undefined, undefined],
    [59, undefined, undefined],
    [60, '1 minute ago', 'vor 1 Minute'],
    [3_599, '59 minutes ago', 'vor 59 Minuten'],
    [7_200, '2 hours ago', 'vor 2 Stunden'],
    [86_400, 'yesterday', 'gestern'],
    [200_000, '2 days ago', 'vorgestern'],
  ])('%i seconds ago is "%s", "%s"', (seconds, english, german) => {
    const now = Date.parse('2026-11-21T08:00:00.000Z');
    const time = new Date(now - seconds * 1000).toISOString();
    expect([ago('en', time, now), ago('de', time, now)]).toEqual([english, german]);
  });

  test('things are counted as the language does', () => {
    expect([0, 1, 2, 1_000].map(en.devices.results)).toEqual([
      '0 devices',
      '1 device',
      '2 devices',
      '1,000 devices',
    ]);
    expect([1, 1_000].map(de.devices.results)).toEqual(['1 Gerät', '1.000 Geräte']);
  });
});
