import { describe, expect, expectTypeOf, test } from 'vitest';
import type { ChangedHome } from '../../lib/bridge/change-home.ts';
import type { ConnectedHome } from '../../lib/bridge/connect-home.ts';
import type { DeletionReceipt } from '../../lib/bridge/deletion-receipt.ts';
import type { DeviceList } from '../../lib/bridge/devices.ts';
import type { DisconnectReceipt } from '../../lib/bridge/disconnect-home.ts';
import type { DisconnectedLink } from '../../lib/bridge/disconnect-link.ts';
import type { HandedOver } from '../../lib/bridge/hand-over.ts';
import type { Household } from '../../lib/bridge/household.ts';
import type { NewInvitation } from '../../lib/bridge/invite.ts';
import type { InvitationPreview, JoinedHome } from '../../lib/bridge/join-home.ts';
import type { RemovedMember } from '../../lib/bridge/remove-member.ts';
import type * as bridge from '../../lib/bridge/status.ts';
import { PROBE_STEPS, type ProbeReport } from '../../lib/home-assistant/probe.ts';
import type { HttpErrorBody } from '../../lib/outcomes/to-http.ts';
import type * as portal from '../../portal/api-types.ts';
import { ago, conditionOf, STEP_NAMES } from '../../portal/words.ts';

// The compiler does these (`npm run types`): the page reads what the API sends, field for field.
expectTypeOf<portal.AccountStatus>().toEqualTypeOf<bridge.AccountStatus>();
expectTypeOf<portal.ProbeReport>().toEqualTypeOf<ProbeReport>();
expectTypeOf<portal.ConnectedHome>().toEqualTypeOf<ConnectedHome>();
expectTypeOf<portal.DisconnectReceipt>().toEqualTypeOf<DisconnectReceipt>();
expectTypeOf<portal.DisconnectedLink>().toEqualTypeOf<DisconnectedLink>();
expectTypeOf<portal.DeletionReceipt>().toEqualTypeOf<DeletionReceipt>();
expectTypeOf<portal.Household>().toEqualTypeOf<Household>();
expectTypeOf<portal.NewInvitation>().toEqualTypeOf<NewInvitation>();
expectTypeOf<portal.InvitationPreview>().toEqualTypeOf<InvitationPreview>();
expectTypeOf<portal.JoinedHome>().toEqualTypeOf<JoinedHome>();
expectTypeOf<portal.RemovedMember>().toEqualTypeOf<RemovedMember>();
expectTypeOf<portal.HandedOver>().toEqualTypeOf<HandedOver>();
expectTypeOf<portal.ChangedHome>().toEqualTypeOf<ChangedHome>();
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
  test('every step of a probe has a name, in the order of the probe', () => {
    expect(Object.keys(STEP_NAMES)).toEqual([...PROBE_STEPS]);
  });

  test.each([
    ['paused', { paused: true, ...answered('home_timed_out') }, 'idle', 'Paused'],
    ['not asked yet', {}, 'idle', 'Connected'],
    ['well', answered('ok'), 'good', 'Working'],
    ['ill', answered('home_timed_out'), 'bad', 'It did not answer in time'],
    ['ill in a way of a newer API', answered('home_on_holiday'), 'bad', 'Something went wrong'],
    ['ill in a way that every object knows', answered('toString'), 'bad', 'Something went wrong'],
  ])('a home that is %s', (_, changes, light, words) => {
    expect(conditionOf(home(changes))).toEqual({ light, words });
  });

  test.each([
    [-5, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [3_599, '59 minutes ago'],
    [7_200, '2 hours ago'],
    [86_400, 'yesterday'],
    [200_000, '2 days ago'],
  ])('%i seconds ago is "%s"', (seconds, words) => {
    const now = Date.parse('2026-11-21T08:00:00.000Z');
    expect(ago(new Date(now - seconds * 1000).toISOString(), now)).toBe(words);
  });
});
