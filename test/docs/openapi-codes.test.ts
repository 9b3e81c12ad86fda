import { describe, expect, it } from 'vitest';
import { DISPLAY_CATEGORIES } from '../../lib/alexa/display-categories.ts';
import { LOCALES } from '../../lib/home-assistant/locales.ts';
import { PROBE_STAGES } from '../../lib/home-assistant/probe.ts';
import { PROBE_STEPS } from '../../lib/home-assistant/probe-steps.ts';
import * as homeOutcomes from '../../lib/outcomes/home.ts';
import * as outcomes from '../../lib/outcomes/index.ts';
import {
  answerOf,
  codesOf,
  document,
  jsonOf,
  operations,
  type Schema,
  valuesOf,
} from '../harness/openapi/document.ts';

const schemaNamed = (name: string): Schema => {
  const found = document.components.schemas[name];
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
};
const codesIn = (module: object): string[] =>
  Object.values(module)
    .filter((exported) => typeof exported === 'function' && exported.prototype instanceof outcomes.Outcome)
    .map((Class) => (Reflect.construct(Class, []) as outcomes.Outcome).code)
    .sort();

/** Outcomes that no request to this API ends with, and where they belong. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  token_malformed: 'the authorizer: 403 of API Gateway',
  token_forged: 'the authorizer: 403 of API Gateway',
  token_expired: 'the authorizer: 403 of API Gateway',
  token_mismatched: 'the authorizer: 403 of API Gateway',
  key_set_unavailable: 'the authorizer: 500 of API Gateway',
  link_revoked: 'directives',
  directive_malformed: 'directives',
  payload_version_unsupported: 'directives',
  scope_unsupported: 'directives',
  endpoint_unknown: 'directives',
  endpoint_secured: 'directives',
  function_unavailable: 'directives, of AcceptGrant',
  home_left_alone: 'directives; here homes are asked at once, or in a probe, whose step says it',
  smart_home_not_enabled: 'directives; here it is a step of a probe',
  login_service_unavailable: 'the deletion, as the reason of a step',
  grant_refused: 'AcceptGrant',
  login_with_amazon_unavailable: 'AcceptGrant, and reports',
  messaging_credentials_invalid: 'AcceptGrant, and reports',
  grant_dead: 'reports; the status has its remedy',
  gateway_token_refused: 'reports',
  event_rejected: 'reports',
  event_too_large: 'reports',
  event_permission_missing: 'reports',
  gateway_unavailable: 'reports',
  enablement_missing: 'reports',
  link_missing: 'the custom skill',
  no_home: 'the custom skill',
  home_intents_not_enabled: 'the custom skill',
  assistant_gone: 'the custom skill',
};

describe('the codes', () => {
  const answers = [
    ...operations.flatMap((one) => Object.keys(one.object.responses).map((status) => answerOf(one, status))),
    ...['NoSuchRoute', 'MethodNotAllowed'].map((name) => {
      const thing = document.components.responses[name];
      return thing && { thing, pointer: `#/components/responses/${name}` };
    }),
  ];
  const named = new Set(
    answers.flatMap((answer) => {
      const json = answer && jsonOf(answer.thing, answer.pointer);
      return json === undefined ? [] : codesOf(json.schema);
    }),
  );

  it('are those of lib/outcomes that a request can end with, and one for what is none', () => {
    const reachable = codesIn(outcomes).filter((code) => !Object.hasOwn(ELSEWHERE, code));
    expect([...named].sort()).toEqual([...reachable, 'internal_error'].sort());
    expect(codesIn(outcomes)).toEqual(expect.arrayContaining(Object.keys(ELSEWHERE)));
  });

  it('of homes are all that homes have', () => {
    expect(valuesOf(schemaNamed('HomeFault')).sort()).toEqual(codesIn(homeOutcomes));
  });
});

describe('what there is to choose from', () => {
  const property = (schema: string, name: string) => valuesOf(schemaNamed(schema).properties?.[name] ?? {});
  it.each<[string, string[], readonly string[]]>([
    ['display categories', valuesOf(schemaNamed('DisplayCategory')), DISPLAY_CATEGORIES],
    ['locales', valuesOf(schemaNamed('Locale')), LOCALES],
    ['steps of a probe', property('ProbeStep', 'step'), PROBE_STEPS],
    ['stages of a probe', property('ProbeRequest', 'stage'), PROBE_STAGES],
  ])('%s', (_, written, real) => {
    expect(written).toEqual([...real]);
  });
});
