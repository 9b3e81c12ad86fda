/** Years of four digits; a date beyond them is written with a sign, which Alexa does not read. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

/**
 * Alexa takes UTC with `Z` and at most three digits of a second.
 * @returns the same moment so written; `now` where the home sent none that can be read
 */
export function alexaTime(sample: unknown, now: number): string {
  const moment = typeof sample === 'string' ? Date.parse(sample) : Number.NaN;
  return new Date(moment >= EARLIEST && moment <= LATEST ? moment : now).toISOString();
}
