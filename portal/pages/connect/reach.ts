import type { HomeReach } from '../../api-types.ts';

/** The advanced settings as they are being typed. */
export interface ReachDraft {
  headers: readonly { id: number; name: string; value: string }[];
  trust: 'none' | 'ca' | 'pinned';
  trustedPem: string;
  /** The origin whose certificate was trusted at the press of a button: it says nothing of any other. */
  trustedFor: string | undefined;
  clientCertificate: string;
  clientKey: string;
}

export const EMPTY_REACH: ReachDraft = {
  headers: [],
  trust: 'none',
  trustedPem: '',
  trustedFor: undefined,
  clientCertificate: '',
  clientKey: '',
};

/** How many headers the server takes. */
export const MAX_HEADERS = 10;

/** Trusts exactly this certificate, for this origin. */
export const trusting = (draft: ReachDraft, pem: string, origin: string): ReachDraft => ({
  ...draft,
  trust: 'pinned',
  trustedPem: pem,
  trustedFor: origin,
});

/** The settings as far as they are meant for this origin. */
export const settingsFor = (draft: ReachDraft, origin: string): ReachDraft =>
  draft.trustedFor === undefined || draft.trustedFor === origin
    ? draft
    : { ...draft, trust: 'none', trustedPem: '', trustedFor: undefined };

/** What is sent; what was left empty is left out. */
export function reachOf(origin: string, draft: ReachDraft): HomeReach {
  const headers = Object.fromEntries(
    draft.headers
      .map(({ name, value }) => [name.trim(), value.trim()] as const)
      .filter(([name]) => name !== ''),
  );
  const [trustedPem, certificate, key] = [draft.trustedPem, draft.clientCertificate, draft.clientKey].map(
    (text) => text.trim(),
  ) as [string, string, string];
  const tls = {
    ...(draft.trust === 'ca' && trustedPem !== '' && { ca: trustedPem }),
    ...(draft.trust === 'pinned' && trustedPem !== '' && { pinnedCertificate: trustedPem }),
    ...((certificate !== '' || key !== '') && { clientCertificate: { certificate, key } }),
  };
  return {
    url: origin,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(tls).length > 0 && { tls }),
  };
}

/** Where in the form a field of the request is. */
export type ReachPlace = 'url' | 'name' | 'token' | 'headers' | 'trust' | 'clientCertificate';

const PLACES: readonly [pattern: RegExp, place: ReachPlace][] = [
  [/^url$/, 'url'],
  [/^name$/, 'name'],
  [/^token$/, 'token'],
  [/^headers/, 'headers'],
  [/^tls\.(ca|pinnedCertificate)/, 'trust'],
  [/^tls\.clientCertificate/, 'clientCertificate'],
];

export const placeOf = (field: string | undefined): ReachPlace | undefined =>
  PLACES.find(([pattern]) => pattern.test(field ?? ''))?.[1];
