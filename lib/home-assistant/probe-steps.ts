/** What a probe looks at, in this order. */
export const PROBE_STEPS = [
  'dns',
  'address_allowed',
  'reachable',
  'tls',
  'home_assistant',
  'smart_home',
  'token',
  'administrator',
  'devices',
] as const;

export type ProbeStepName = (typeof PROBE_STEPS)[number];
