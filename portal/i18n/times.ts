const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago, roughly: "3 minutes ago"; undefined for less than a minute. */
export function ago(language: string, time: string, now = Date.now()): string | undefined {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? [];
  if (unit === undefined || length === undefined) return undefined;
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
    -Math.floor(seconds / length),
    unit,
  );
}

/** A day, such as "21 Nov 2026". */
export const dayOf = (language: string, time: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(time));

/** A day with the time of day, for where it has to be exact. */
export const momentOf = (language: string, time: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
