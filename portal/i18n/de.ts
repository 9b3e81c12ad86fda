import { account } from './de/account.ts';
import { categories } from './de/categories.ts';
import { connect } from './de/connect.ts';
import { devices } from './de/devices.ts';
import { doors } from './de/doors.ts';
import { frame } from './de/frame.ts';
import { home } from './de/home.ts';
import { homeSettings } from './de/home-settings.ts';
import { household } from './de/household.ts';
import { join } from './de/join.ts';
import { leaving } from './de/leaving.ts';
import { outcomes } from './de/outcomes.ts';
import { reports } from './de/reports.ts';
import type { Words } from './en.ts';

/** All that the page says, in German. */
export const de: Words = {
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
