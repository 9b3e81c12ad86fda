/** Something that Alexa would refuse or misunderstand. */
export interface Fault {
  /** A warning is no reason not to use the package: it stands in the way of publishing it, or may do so. */
  severity: 'error' | 'warning';
  /** What it is about, such as `en-US, intent TurnPhraseIntent`. */
  where: string;
  /** The rule that is broken, as a sentence. */
  message: string;
}

export const error = (where: string, message: string): Fault => ({ severity: 'error', where, message });

export const warning = (where: string, message: string): Fault => ({ severity: 'warning', where, message });

/** The values that stand more than once in a list, after `normal` made equal what counts as equal. */
export function repeated(values: readonly string[], normal: (value: string) => string): string[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = normal(value);
    const isAgain = seen.has(key);
    seen.add(key);
    return isAgain;
  });
}

/** Splits "en-US, intent X" into the locale and the rest. */
const LOCALE = /^([a-z]{2}-[A-Z]{2})(?:, )?(.*)$/;

/** One line a fault; what is wrong in several locales alike is said once. */
export function faultLines(faults: readonly Fault[]): string[] {
  const lines = new Map<string, { locales: string[]; rest: string; message: string }>();
  for (const { where, message } of faults) {
    const [, locale, rest = where] = LOCALE.exec(where) ?? [];
    const key = `${rest}\n${message}`;
    const line = lines.get(key) ?? { locales: [], rest, message };
    if (locale !== undefined && !line.locales.includes(locale)) line.locales.push(locale);
    lines.set(key, line);
  }
  return [...lines.values()].map(({ locales, rest, message }) => {
    const where = [rest, locales.join(' ')].filter((part) => part !== '').join(', ');
    return `${where}: ${message}`;
  });
}
