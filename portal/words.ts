import type { HomeOutcomeCode } from '../lib/outcomes/codes.ts';
import type { AccountStatus, DisconnectReceipt, HomeStatus, ProbeStep, ProbeStepName } from './api-types.ts';

/** How a home is doing: the colour of its light, and a few words. */
export interface Condition {
  light: 'good' | 'bad' | 'idle';
  words: string;
}

const TROUBLE = {
  home_address_blocked: 'Its address cannot be reached from the cloud',
  home_name_unresolved: 'Its name no longer leads anywhere',
  home_connection_refused: 'It does not accept connections',
  home_tls_failed: 'Its certificate is not in order',
  home_without_tls: 'It answers without https',
  home_timed_out: 'It did not answer in time',
  home_connection_lost: 'The connection to it broke',
  home_answer_too_large: 'It answers far too much',
  home_answer_not_json: 'Something else answers in its place',
  home_answer_invalid: 'Its answer makes no sense',
  home_redirects: 'It redirects elsewhere',
  home_failed: 'It reports an error of its own',
  home_token_refused: 'It no longer accepts Porchlight',
  home_forbids: 'It blocks Porchlight',
  home_rejects: 'A proxy in front of it objects',
  home_login_wall: 'A password stands in front of it',
  home_websocket_refused: 'A proxy in front of it lets no WebSocket through',
  smart_home_not_enabled: 'Alexa is not enabled in it',
  home_throttles: 'It asks for fewer requests',
  home_left_alone: 'It failed a moment ago and is tried again soon',
  home_refuses_command: 'It refuses what Porchlight asks',
} as const satisfies Record<HomeOutcomeCode, string>;

const isTrouble = (outcome: string): outcome is HomeOutcomeCode => Object.hasOwn(TROUBLE, outcome);

export function conditionOf({ paused, lastOutcome }: HomeStatus): Condition {
  if (paused) return { light: 'idle', words: 'Paused' };
  if (lastOutcome === null) return { light: 'idle', words: 'Connected' };
  const { outcome } = lastOutcome;
  if (outcome === 'ok') return { light: 'good', words: 'Working' };
  return { light: 'bad', words: isTrouble(outcome) ? TROUBLE[outcome] : 'Something went wrong' };
}

export const STEP_NAMES: Readonly<Record<ProbeStepName, string>> = {
  dns: 'Name',
  address_allowed: 'Public address',
  reachable: 'Reachable',
  tls: 'Secure connection',
  home_assistant: 'Home Assistant',
  smart_home: 'Alexa enabled in Home Assistant',
  token: 'Token',
  administrator: 'Rights of the token',
  devices: 'Devices',
};

export const STEP_STATUS: Readonly<Record<ProbeStep['status'], string>> = {
  passed: 'passed',
  warning: 'passed, with a warning',
  failed: 'failed',
  skipped: 'not tried',
};

/** What became of the token when a home was disconnected. `good` is false where something is left to do. */
export const RECEIPTS: Readonly<
  Record<DisconnectReceipt['token'], { title: string; text: string; good: boolean }>
> = {
  revoked: {
    title: 'Token revoked',
    text: 'Home Assistant no longer accepts the token that Porchlight had, and Porchlight has erased it.',
    good: true,
  },
  still_accepted: {
    title: 'Token still accepted',
    text: 'Porchlight has erased its token, but Home Assistant still accepts it. Delete it there: in your profile, under Security, long-lived access tokens.',
    good: false,
  },
  not_reached: {
    title: 'Home not reached',
    text: 'Porchlight has erased its token, but could not tell Home Assistant. Delete it there: in your profile, under Security, long-lived access tokens.',
    good: false,
  },
  kept: {
    title: 'Your token was left as it is',
    text: 'Porchlight has erased its copy of the token that you pasted. In Home Assistant it goes on working until you delete it.',
    good: true,
  },
};

export const REGION_NAMES: Readonly<Record<AccountStatus['links'][number]['region'], string>> = {
  NA: 'North America',
  EU: 'Europe and India',
  FE: 'Far East and Australia',
};

export const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

/** A day, as people of the browser's language write it. */
export const dayOf = (time: string): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(new Date(time));

const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago, roughly: "3 minutes ago". */
export function ago(time: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? [];
  if (unit === undefined || length === undefined) return 'just now';
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-Math.floor(seconds / length), unit);
}
