// The account API's answers, as this page reads them. A test holds them against the API's own types; docs/openapi.yaml
// tells every client the same.

import type { BrokenRule } from '../lib/alexa/broken-rules.ts';
import type { DisplayCategory } from '../lib/alexa/display-categories.ts';
import type { ProbeStepName } from '../lib/home-assistant/probe-steps.ts';

export interface HomeStatus {
  /** The home's key. */
  home: string;
  name: string;
  /** An origin. */
  url: string;
  role: 'owner' | 'member';
  homeAssistantVersion: string;
  isAdministrator: boolean;
  paused: boolean;
  /** The assistant that its owner chose for free speech, by its id; null for Home Assistant's own. */
  assistant: string | null;
  /** It was handed over and not connected since: the token at the home is the one of before. */
  handedOver: boolean;
  /** ISO 8601, like all times here. */
  connectedAt: string;
  /** How the home answered last; null before it was asked. */
  lastOutcome: { outcome: string; at: string; since: string; remedy?: string } | null;
  /** What Alexa is offered of it; null before the first good discovery. */
  devices: { count: number; at: string; heldBack: HeldBackDevice[] } | null;
  /** When its package last said that the home is there; null if it never did. `away`: neither heard of nor answering. */
  reporting: { heardAt: string | null; away: boolean };
}

/** Who could answer free speech in a home. */
export interface Assistant {
  id: string;
  name: string;
  /** Such as `de`; absent from one that takes any. */
  languages?: string[];
}

/** A device that Alexa is not shown, and why. */
export interface HeldBackDevice {
  endpointId: string;
  friendlyName: string;
  reason: HeldBackReason;
}

export interface HeldBackReason {
  /** Its owner does not want it, there are too many, or Alexa would not take it. */
  code: 'owner' | 'limit' | 'invalid';
  /** Of what is `invalid`, which of Alexa's rules it breaks. */
  rule?: BrokenRule;
  text: string;
}

/** An Amazon account that granted events. */
export interface AlexaLink {
  /** Names it where it is to be disconnected; opaque. */
  link: string;
  region: 'NA' | 'EU' | 'FE';
  acceptedAt: string;
  /** Alexa takes no more news of it; `reason` is a code of Alexa's, or `invalid_grant`. */
  dead?: { reason: string; remedy: string };
}

export interface AccountStatus {
  homes: HomeStatus[];
  /** The home that Alexa speaks with unless another one is named; null without any. */
  defaultHome: string | null;
  links: AlexaLink[];
}

/** How a home is reached, as it is sent. */
export interface HomeReach {
  url: string;
  headers?: Record<string, string>;
  tls?: {
    ca?: string;
    pinnedCertificate?: string;
    clientCertificate?: { certificate: string; key: string };
  };
}

export type { ProbeStepName };

export interface ProbeStep {
  step: ProbeStepName;
  status: 'passed' | 'warning' | 'failed' | 'skipped';
  detail: string;
  code?: string;
  remedy?: string;
  /** Of `tls`: what the home's server showed, verified or not. */
  certificate?: ShownCertificate;
  /** Of `tls`, failed: what is wrong with it, if it is the certificate. */
  problem?: CertificateProblem;
}

export type CertificateProblem =
  | 'self_signed'
  | 'unknown_authority'
  | 'expired'
  | 'not_yet_valid'
  | 'wrong_host'
  | 'not_the_pinned_one'
  | 'client_certificate_required';

export interface ShownCertificate {
  /** SHA-256, `AB:CD:…`. */
  fingerprint256: string;
  /** Distinguished names; may be empty. */
  subject: string;
  issuer: string;
  names: string[];
  validFrom: string;
  validTo: string;
  /** As `tls.pinnedCertificate` takes it. */
  pem: string;
}

/** Parts of a check that can be asked for alone, in this order. */
export type ProbeStage = 'name' | 'connection' | 'home_assistant' | 'token';

export interface ProbeReport {
  /** The address as it was understood. */
  url: string;
  /** No step of it failed. */
  ok: boolean;
  steps: ProbeStep[];
  homeAssistantVersion?: string;
  isAdministrator?: boolean;
  devices?: number;
}

export interface ConnectedHome {
  home: string;
  name: string;
  url: string;
  homeAssistantVersion: string;
  isAdministrator: boolean;
  reconnected: boolean;
}

export interface DisconnectReceipt {
  home: string;
  token: 'revoked' | 'still_accepted' | 'not_reached' | 'kept';
  because?: string;
}

/** `DELETE /links/{region}/{link}` */
export interface DisconnectedLink {
  region: string;
  link: string;
}

/** `GET /me/deletion` */
export interface DeletionReceipt {
  deletion: string;
  state: 'running' | 'done';
  startedAt: string;
  doneAt?: string;
  steps: DeletionStep[];
}

export interface DeletionStep {
  what: 'alexa' | 'home' | 'membership' | 'login' | 'records';
  status: 'pending' | 'done' | 'failed';
  /** Key and name of a home. */
  home?: string;
  name?: string;
  /** Of an Alexa account. */
  region?: string;
  /** `token_kept`, `token_still_accepted`, or an outcome's code. */
  because?: string;
  /** What is left to do by hand. */
  remedy?: string;
}

/** Who belongs to a home: the owner first. */
export interface Household {
  members: HouseholdMember[];
  /** Empty for everybody but the owner. */
  invitations: OpenInvitation[];
}

export interface HouseholdMember {
  sub: string;
  role: 'owner' | 'member';
  /** Verified; there as soon as it is known. */
  email?: string;
  since: string;
  /** Whether their Alexa takes events. */
  linked: boolean;
  you: boolean;
}

export interface OpenInvitation {
  id: string;
  /** Only this address may accept. */
  email?: string;
  createdAt: string;
  expiresAt: string;
}

/** The link is shown this once. */
export interface NewInvitation {
  id: string;
  link: string;
  expiresAt: string;
}

export interface InvitationPreview {
  homeName: string;
  /** The owner's e-mail address, if it is known. */
  owner?: string;
  expiresAt: string;
}

export interface JoinedHome {
  home: string;
  name: string;
}

export interface RemovedMember {
  home: string;
  member: string;
}

export interface HandedOver {
  home: string;
  /** The new owner's `sub`. */
  owner: string;
}

/** `PATCH /homes/{home}` */
export interface ChangedHome {
  home: string;
  name: string;
  paused: boolean;
  assistant: string | null;
}

/** `GET /homes/{home}/devices` */
export interface DeviceList {
  /** When the home was last asked for its devices with success; null before that. */
  at: string | null;
  /** False while devices that were found are still being entered: then there are more than these. */
  complete: boolean;
  devices: Device[];
}

/** A device of a home, as the home and as Alexa has it. */
export interface Device {
  /** The home's own id; may be empty or come twice where `reason.code` is `invalid`. */
  id: string;
  name: string;
  alexaName: string;
  category: string;
  alexaCategory: string;
  /** Names of interfaces, such as `Alexa.PowerController`. */
  capabilities: string[];
  state: 'shown' | 'held_back';
  reason?: HeldBackReason;
  /** Another device under the same name: `<home>:<id>`, in any home of the user. */
  duplicateOf?: string;
  override: Override;
}

/** What `PUT /homes/{home}/devices/{endpoint}` takes. */
export interface Override {
  hidden?: true;
  name?: string;
  category?: DisplayCategory;
  secure?: true;
}

/** `GET /me/export`: everything that is held about the caller, without a secret among it. */
export interface AccountExport {
  exportedAt: string;
  account: {
    sub: string;
    createdAt: string | null;
    homes: string[];
    defaultHome: string | null;
    disconnectedLinks: string[];
  };
  /** What the login service says. */
  login: { sub: string; email?: string };
  /** One's own, with all that is kept of them. */
  homes: ExportedHome[];
  /** Homes of others. */
  memberships: {
    home: string;
    name: string;
    since: string | null;
    email?: string;
    invitations: string[];
  }[];
  /** Alexa accounts. */
  links: {
    link: string;
    signIn: string;
    region: string;
    acceptedAt: string | null;
    tokenExpiresAt: string | null;
    dead?: string;
  }[];
  alexaUsers: { hash: string; links: { signIn: string; linkedAt: string }[]; disabledAt: string | null }[];
  signInsUnderWay: { name: string | null; expiresAt: string | null }[];
  /** What is held, and not in here. */
  leftOut: readonly { what: string; why: string }[];
}

export interface ExportedHome {
  home: string;
  name: string;
  url: string;
  connectedAt: string | null;
  homeAssistantVersion: string;
  isAdministrator: boolean;
  paused: boolean;
  assistant: string | null;
  handedOver: boolean;
  revokeTokenOnDisconnect: boolean;
  health: { outcome: string; at: string | null; since: string | null } | null;
  membership: { since: string | null; email?: string };
  eventKey: { createdAt: string | null } | null;
  invitations: Record<string, unknown>[];
  overrides: Record<string, unknown>[];
  catalogue: Record<string, unknown> | null;
  devices: { id: string; endpoint: unknown; missingSince: string | null }[];
  told: { id: string; at: string | null; properties: unknown }[];
  presence: Record<string, unknown> | null;
}

export interface ErrorBody {
  error: { code: string; message: string; field?: string; remedy?: string };
}
