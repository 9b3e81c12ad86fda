import type { AccountStatus, AlexaLink, HomeStatus } from './api-types.ts';
import type { Words } from './i18n/en.ts';
import { hasWord } from './i18n/has-word.ts';
import type { OutcomeWords } from './i18n/outcome-words.ts';

/** How a home is doing: the colour of its light, what to call that, and in trouble what to do. */
export interface Condition {
  light: 'good' | 'bad' | 'idle';
  headline: string;
  sentence: string;
  remedy?: string;
  /** Only a new sign-in at the home mends it. */
  mustReconnect?: boolean;
}

/** An outcome in words; undefined for one that this page does not know. */
export const outcomeWords = (code: string, { outcomes }: Words): OutcomeWords | undefined =>
  hasWord(outcomes, code) ? outcomes[code] : undefined;

/** A home that was just connected is being looked at: nothing is wrong, and nothing is known yet. */
export const isWaitedFor = ({ devices, lastOutcome, paused }: HomeStatus): boolean =>
  (devices === null || lastOutcome === null) && !paused;

/**
 * @param around.isLooking whether the page is waiting for the first look at it
 * @param around.isLinked whether there is an Alexa that could reach it
 */
export function conditionOf(
  home: HomeStatus,
  words: Words,
  { isLooking = false, isLinked = true }: { isLooking?: boolean; isLinked?: boolean } = {},
): Condition {
  const { name, paused, lastOutcome } = home;
  const { headline, sentence } = words.home;
  if (paused) return { light: 'idle', headline: headline.paused, sentence: sentence.paused(name) };
  if (lastOutcome === null || (lastOutcome.outcome === 'ok' && home.devices === null && isLooking)) {
    return {
      light: 'idle',
      headline: headline.waiting,
      sentence: isLooking ? sentence.waiting(name) : sentence.idle(name),
    };
  }
  const { outcome } = lastOutcome;
  if (outcome === 'ok') {
    return isLinked
      ? { light: 'good', headline: headline.good, sentence: sentence.good(name) }
      : { light: 'good', headline: headline.answers, sentence: sentence.unlinked(name) };
  }
  const known = outcomeWords(outcome, words);
  const remedy = known?.remedy ?? lastOutcome.remedy;
  return {
    light: 'bad',
    headline: known?.what ?? headline.unknown,
    sentence: sentence.bad(name),
    ...(remedy !== undefined && { remedy }),
    ...(outcome === 'home_token_refused' && { mustReconnect: true }),
  };
}

export const isAlive = ({ dead }: AlexaLink): boolean => dead === undefined;

/** Why a link is dead, and what to do. */
export function deadLinkWords({ dead }: AlexaLink, words: Words): { what?: string; remedy: string } {
  const { grant_dead: general } = words.outcomes;
  if (dead === undefined) return { remedy: general.remedy };
  const { reasons } = words.home.alexa;
  const what = hasWord(reasons, dead.reason) ? reasons[dead.reason] : undefined;
  return { ...(what !== undefined && { what }), remedy: general.remedy };
}

/** The three things that make a home complete. */
export function setUpOf({ homes, links }: AccountStatus, home: HomeStatus | undefined) {
  return {
    connect: homes.length > 0,
    alexa: links.some(isAlive),
    reports: typeof home?.reporting.heardAt === 'string',
  };
}
