import type { Refused } from '../../failures.ts';
import type { Words } from '../../i18n/en.ts';
import type { ReachPlace } from './reach.ts';

/** What the server finds wrong with a field, in the person's language; its own words where there are no others. */
export function problemText(place: ReachPlace, error: Refused, { connect }: Words): string {
  const { token, advanced } = connect;
  const texts: Partial<Record<ReachPlace, string>> = {
    token: error.code === 'home_token_refused' ? token.refused : token.malformed,
    headers: advanced.headers.problem,
    trust: advanced.trust.problem,
    clientCertificate: advanced.clientCertificate.problem,
  };
  return texts[place] ?? error.message;
}
