import { languageOf } from '../../lib/speech/language.ts';
import { LOCALES, type Locale, type PerLocale } from './locales.ts';
import type { OperatorFile } from './operator-file.ts';
import { STORE_TEXTS } from './store-texts.ts';

/** Alexa's parts of the world: the Americas, Europe with India, the Far East with Australia. */
export const REGIONS = ['NA', 'EU', 'FE'] as const;

export type Region = (typeof REGIONS)[number];

/** The function that is invoked, everywhere or in a part of the world. */
export interface Endpoints {
  /** ARN for every part of the world without one of its own. */
  everywhere: string;
  regions: Readonly<Partial<Record<Region, string>>>;
}

/** How a manifest names a function. */
export interface EndpointJson {
  endpoint?: { uri: string };
  regions?: Partial<Record<Region, { endpoint: { uri: string } }>>;
}

/** `skill.json`. @see https://developer.amazon.com/docs/alexa/smapi/skill-manifest.html */
export interface SkillManifest {
  manifest: {
    manifestVersion: '1.0';
    publishingInformation: {
      category: 'SMART_HOME';
      distributionMode: 'PUBLIC';
      isAvailableWorldwide: boolean;
      distributionCountries: string[];
      testingInstructions: string;
      locales: Record<string, LocalizedInformation>;
    };
    privacyAndCompliance: {
      allowsPurchases: boolean;
      usesPersonalInfo: boolean;
      isChildDirected: boolean;
      isExportCompliant: boolean;
      containsAds: boolean;
      locales: Record<string, { privacyPolicyUrl?: string; termsOfUseUrl?: string }>;
    };
    permissions: { name: string }[];
    apis: {
      smartHome: EndpointJson & { protocolVersion: '3' };
      custom: EndpointJson & { interfaces: [] };
    };
    events?: EndpointJson & { subscriptions: { eventName: string }[] };
  };
}

export interface LocalizedInformation {
  name: string;
  summary: string;
  description: string;
  examplePhrases: string[];
  keywords: string[];
  smallIconUri?: string;
  largeIconUri?: string;
}

/** With this permission Alexa asks for a grant, and hears of changes. */
const EVENTS_PERMISSION = 'alexa::async_event:write';

/** What the function `skill` is told; see docs/flows/skill-events.md. */
const EVENTS = [
  'SKILL_ENABLED',
  'SKILL_DISABLED',
  'SKILL_ACCOUNT_LINKED',
  'SKILL_PERMISSION_ACCEPTED',
  'SKILL_PERMISSION_CHANGED',
];

const DEFAULT_NAME = 'Porchlight';
const TESTING =
  'Sign in with the account that is given for testing; a home with devices is connected to it. Then discover devices, and say the example phrases.';

const endpointJson = (endpoints: Endpoints | undefined): EndpointJson => {
  if (endpoints === undefined) return {};
  const regions = Object.entries(endpoints.regions).map(([region, uri]) => [region, { endpoint: { uri } }]);
  return {
    endpoint: { uri: endpoints.everywhere },
    ...(regions.length > 0 && { regions: Object.fromEntries(regions) }),
  };
};

const localized = (
  locale: Locale,
  invocationName: string,
  store: OperatorFile['store'],
): LocalizedInformation => {
  const { summary, description, keywords, examplePhrases } = STORE_TEXTS[languageOf(locale)];
  return {
    name: store.name ?? DEFAULT_NAME,
    summary,
    description,
    examplePhrases: examplePhrases(invocationName),
    keywords: [...keywords],
    ...(store.smallIconUri !== undefined && { smallIconUri: store.smallIconUri }),
    ...(store.largeIconUri !== undefined && { largeIconUri: store.largeIconUri }),
  };
};

export interface ManifestOptions {
  invocationNames: PerLocale<string>;
  store: OperatorFile['store'];
  /** The function `directive`; none before the stack exists. */
  directive?: Endpoints;
  /** The function `skill`. */
  skill?: Endpoints;
}

/** One skill for both: devices, and a voice. Without endpoints it can be created, and nothing more. */
export function makeManifest({ invocationNames, store, directive, skill }: ManifestOptions): SkillManifest {
  const privacy = {
    ...(store.privacyPolicyUrl !== undefined && { privacyPolicyUrl: store.privacyPolicyUrl }),
    ...(store.termsOfUseUrl !== undefined && { termsOfUseUrl: store.termsOfUseUrl }),
  };
  const each = <T>(make: (locale: Locale) => T): Record<string, T> =>
    Object.fromEntries(LOCALES.map((locale) => [locale, make(locale)]));
  return {
    manifest: {
      manifestVersion: '1.0',
      publishingInformation: {
        category: 'SMART_HOME',
        distributionMode: 'PUBLIC',
        isAvailableWorldwide: true,
        distributionCountries: [],
        testingInstructions: store.testingInstructions ?? TESTING,
        locales: each((locale) => localized(locale, invocationNames[locale], store)),
      },
      privacyAndCompliance: {
        allowsPurchases: false,
        // An e-mail address, at sign-up.
        usesPersonalInfo: true,
        isChildDirected: false,
        isExportCompliant: true,
        containsAds: false,
        locales: each(() => ({ ...privacy })),
      },
      permissions: [{ name: EVENTS_PERMISSION }],
      apis: {
        smartHome: { protocolVersion: '3', ...endpointJson(directive) },
        custom: { interfaces: [], ...endpointJson(skill) },
      },
      ...(skill !== undefined && {
        events: { ...endpointJson(skill), subscriptions: EVENTS.map((eventName) => ({ eventName })) },
      }),
    },
  };
}
