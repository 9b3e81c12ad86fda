import { stringAt } from './json.ts';
import type { Check } from './problem.ts';

type Name = `${string}/${string}`;

/**
 * Directives that are answered by something other than `Alexa/Response`
 * (Amazon's pages of the interfaces, and the "Response message" family of its schema).
 */
const answers: Readonly<Record<Name, readonly Name[]>> = {
  'Alexa.Discovery/Discover': ['Alexa.Discovery/Discover.Response'],
  'Alexa.Authorization/AcceptGrant': ['Alexa.Authorization/AcceptGrant.Response'],
  'Alexa/ReportState': ['Alexa/StateReport'],
  'Alexa.SceneController/Activate': ['Alexa.SceneController/ActivationStarted'],
  'Alexa.SceneController/Deactivate': ['Alexa.SceneController/DeactivationStarted'],
  'Alexa.SecurityPanelController/Arm': ['Alexa.SecurityPanelController/Arm.Response'],
  'Alexa.CameraStreamController/InitializeCameraStreams': ['Alexa.CameraStreamController/Response'],
  'Alexa.RTCSessionController/InitiateSessionWithOffer': [
    'Alexa.RTCSessionController/AnswerGeneratedForSession',
  ],
  'Alexa.RTCSessionController/SessionConnected': ['Alexa.RTCSessionController/SessionConnected'],
  'Alexa.RTCSessionController/SessionDisconnected': ['Alexa.RTCSessionController/SessionDisconnected'],
  'Alexa.SeekController/AdjustSeekPosition': ['Alexa.SeekController/StateReport', 'Alexa/Response'],
  'Alexa.MediaMetadata/GetMediaMetadata': ['Alexa.MediaMetadata/GetMediaMetadata.Response'],
  'Alexa.PowerController/TurnOn': ['Alexa/Response', 'Alexa.WakeOnLANController/WakeUp'],
};

/** Synchronous only: these are never deferred. */
const neverDeferred: readonly string[] = ['Alexa.Discovery/Discover', 'Alexa.Authorization/AcceptGrant'];

/** Error namespaces that directives of other interfaces may answer with, too. */
const sharedErrorNamespaces: readonly string[] = ['Alexa', 'Alexa.Safety', 'Alexa.Video'];

/** Namespace and name of a response are the ones that belong to the directive. */
export const checkAnswers: Check = ({ namespace, name, directive }) => {
  if (directive === undefined) return [];
  const asked = `${stringAt(directive, 'header', 'namespace') ?? ''}/${stringAt(directive, 'header', 'name') ?? ''}`;
  const expected = expectedAnswers(asked);
  const given = `${namespace}/${name}`;
  if (expected.includes(given)) return [];
  return [
    {
      rule: 'answer-name',
      path: '/event/header',
      message: `${asked} is not answered by ${given}; expected one of ${expected.join(', ')}`,
    },
  ];
};

function expectedAnswers(asked: string): readonly string[] {
  // A failed grant has its own error; any other would leave Alexa guessing (Alexa.Authorization interface).
  if (asked === 'Alexa.Authorization/AcceptGrant') {
    return [...(answers[asked] ?? []), 'Alexa.Authorization/ErrorResponse'];
  }
  const [namespace = '', name = ''] = asked.split('/');
  const errors = sharedErrorNamespaces.map((shared) => `${shared}/ErrorResponse`);
  // What is no directive at all can only be refused.
  if (namespace === '' || name === '') return errors;
  if (asked === 'Alexa.Discovery/Discover') return [...(answers[asked] ?? []), 'Alexa/ErrorResponse'];
  const own = (answers as Readonly<Record<string, readonly string[]>>)[asked] ?? ['Alexa/Response'];
  const deferred = neverDeferred.includes(asked) ? [] : ['Alexa/DeferredResponse'];
  return [...own, ...errors, ...ownErrors(namespace), ...deferred];
}

/** `Alexa.ThermostatController.Schedule` may answer as itself or as the interface it extends. */
function ownErrors(namespace: string): readonly string[] {
  const parts = namespace.split('.');
  return parts.slice(1).map((_, index) => `${parts.slice(0, index + 2).join('.')}/ErrorResponse`);
}
