import { account } from './en/account.ts';
import { categories } from './en/categories.ts';
import { connect } from './en/connect.ts';
import { devices } from './en/devices.ts';
import { doors } from './en/doors.ts';
import { frame } from './en/frame.ts';
import { home } from './en/home.ts';
import { homeSettings } from './en/home-settings.ts';
import { household } from './en/household.ts';
import { join } from './en/join.ts';
import { leaving } from './en/leaving.ts';
import { outcomes } from './en/outcomes.ts';
import { reports } from './en/reports.ts';

/** All that the page says, in English; the other languages have the same keys, or do not compile. */
export const en = {
  account,
  categories,
  connect,
  devices,
  doors,
  frame,
  home,
  homeSettings,
  household,
  join,
  leaving,
  outcomes,
  reports,
};

export type Words = typeof en;
