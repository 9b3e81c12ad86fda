import { arrayAt, objectAt } from './json.ts';
import type { Check, Problem } from './problem.ts';
import { isAlexaTime } from './properties.ts';

/**
 * What particular answers must hold: a StateReport its state, an AcceptGrant.Response nothing at all, a started
 * scene its cause and time, a deferral a sensible estimate.
 */
export const checkStates: Check = (subject) =>
  checks[`${subject.namespace}/${subject.name}`]?.(subject) ?? [];

const checks: Readonly<Record<string, Check>> = {
  'Alexa/StateReport': ({ message }) => [
    ...(arrayAt(message, 'context', 'properties') === undefined
      ? [problem('state-report', '/context/properties', 'a StateReport carries context.properties')]
      : []),
    ...(objectAt(message, 'event', 'endpoint') === undefined
      ? [problem('state-report', '/event/endpoint', 'a StateReport names its endpoint')]
      : []),
    ...emptyPayload('state-report', message),
  ],
  'Alexa.Authorization/AcceptGrant.Response': ({ message }) => [
    ...emptyPayload('accept-grant', message),
    ...(message.context === undefined
      ? []
      : [problem('accept-grant', '/context', 'an AcceptGrant.Response has no context')]),
  ],
  'Alexa.SceneController/ActivationStarted': sceneStarted,
  'Alexa.SceneController/DeactivationStarted': sceneStarted,
  'Alexa/DeferredResponse': ({ message }) => {
    const seconds = objectAt(message, 'event', 'payload')?.estimatedDeferralInSeconds;
    return seconds === undefined || (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0)
      ? []
      : [
          problem(
            'deferred',
            '/event/payload/estimatedDeferralInSeconds',
            'estimatedDeferralInSeconds is a whole number of seconds',
          ),
        ];
  },
};

const sceneCauses = [
  'APP_INTERACTION',
  'PHYSICAL_INTERACTION',
  'PERIODIC_POLL',
  'RULE_TRIGGER',
  'VOICE_INTERACTION',
  'ALEXA_INTERACTION',
];

function sceneStarted({ message }: Parameters<Check>[0]): readonly Problem[] {
  const payload = objectAt(message, 'event', 'payload');
  return [
    ...(sceneCauses.includes(String(objectAt(payload, 'cause')?.type))
      ? []
      : [
          problem(
            'scene',
            '/event/payload/cause/type',
            `a scene starts for one of ${sceneCauses.join(', ')}`,
          ),
        ]),
    ...(isAlexaTime(payload?.timestamp)
      ? []
      : [
          problem(
            'scene',
            '/event/payload/timestamp',
            'timestamp is UTC with Z and at most three fractional digits',
          ),
        ]),
  ];
}

function emptyPayload(rule: string, message: Parameters<Check>[0]['message']): readonly Problem[] {
  const payload = objectAt(message, 'event', 'payload') ?? {};
  return Object.keys(payload).length === 0 ? [] : [problem(rule, '/event/payload', 'the payload is empty')];
}

function problem(rule: string, path: string, message: string): Problem {
  return { rule, path, message };
}
