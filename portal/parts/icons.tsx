const PATHS = {
  home: 'M4 11.5 12 4l8 7.5M6 10v9h4.5v-5h3v5H18v-9',
  devices:
    'M9.5 18h5M10.5 21h3M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2V16h5v-.1c0-.8.4-1.5 1-2A6 6 0 0 0 12 3z',
  household:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c.5-3.3 3.2-5 6.5-5s6 1.7 6.5 5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.9c2 .7 3.2 2.3 3.5 4.6',
  reports: 'M12 19.5v.01M8.5 15.5a5 5 0 0 1 7 0M5.5 12a9.2 9.2 0 0 1 13 0M2.5 8.5a13.5 13.5 0 0 1 19 0',
  speech: 'M4.5 5.5h15v10h-8l-4 3.5v-3.5h-3zM8.5 10.5h.01M12 10.5h.01M15.5 10.5h.01',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.7-3.6 3.8-5.5 7.5-5.5s6.8 1.9 7.5 5.5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm6 9 6 6 6-6',
  plus: 'M12 5v14M5 12h14',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside words that say the same; it says nothing of its own. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
