import type { Locale } from '../../infra/skill/locales.ts';

/** The languages that can be chosen for the chat; further forms of English make no difference here. */
export const CHAT_LOCALES = ['en-US', 'de-DE'] as const satisfies readonly Locale[];

export type ChatLocale = (typeof CHAT_LOCALES)[number];

/** @returns whether the chat can be held in it */
export const isChatLocale = (text: string | undefined): text is ChatLocale =>
  CHAT_LOCALES.some((known) => known === text);
