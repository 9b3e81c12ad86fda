import type { Clock } from '../deadline.ts';
import type { Json } from '../json.ts';
import { HomeAnswerInvalid } from '../outcomes/home.ts';
import { alexaTime } from './alexa-time.ts';
import type { Header } from './message.ts';

/** What a successful answer to a directive is called, and which fields of its payload Alexa wants. */
interface AnswerKind {
  namespace: string;
  name: string;
  payload: (given: Json, clock: Clock) => Json;
}

const fields =
  (...names: readonly string[]): AnswerKind['payload'] =>
  (given) =>
    Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));

/** @see https://developer.amazon.com/docs/device-apis/alexa-scenecontroller.html */
const SCENE_CAUSES: ReadonlySet<unknown> = new Set([
  'APP_INTERACTION',
  'PHYSICAL_INTERACTION',
  'PERIODIC_POLL',
  'RULE_TRIGGER',
  'VOICE_INTERACTION',
  'ALEXA_INTERACTION',
]);

const sceneStarted: AnswerKind['payload'] = ({ cause, timestamp }, clock) => {
  const type = (cause as { type?: unknown } | null | undefined)?.type;
  if (!SCENE_CAUSES.has(type)) throw new HomeAnswerInvalid('event.payload.cause');
  return { cause: { type }, timestamp: alexaTime(timestamp, clock()) };
};

const ORDINARY: AnswerKind = { namespace: 'Alexa', name: 'Response', payload: fields() };

/**
 * Directives that are answered by something else than `Alexa`/`Response`, as Home Assistant answers them. A
 * deferred answer is none of these: nothing could bring it later.
 * @see homeassistant/components/alexa/handlers.py
 */
const KINDS: ReadonlyMap<string, AnswerKind> = new Map<string, AnswerKind>([
  ['Alexa/ReportState', { namespace: 'Alexa', name: 'StateReport', payload: fields() }],
  [
    'Alexa.SceneController/Activate',
    { namespace: 'Alexa.SceneController', name: 'ActivationStarted', payload: sceneStarted },
  ],
  [
    'Alexa.SceneController/Deactivate',
    { namespace: 'Alexa.SceneController', name: 'DeactivationStarted', payload: sceneStarted },
  ],
  [
    'Alexa.SecurityPanelController/Arm',
    {
      namespace: 'Alexa.SecurityPanelController',
      name: 'Arm.Response',
      payload: fields('exitDelayInSeconds', 'bypassedEndpoints'),
    },
  ],
  [
    'Alexa.CameraStreamController/InitializeCameraStreams',
    {
      namespace: 'Alexa.CameraStreamController',
      name: 'Response',
      payload: fields('cameraStreams', 'imageUri'),
    },
  ],
  [
    'Alexa.SeekController/AdjustSeekPosition',
    { namespace: 'Alexa.SeekController', name: 'StateReport', payload: fields('properties') },
  ],
]);

/**
 * The payload of a successful answer as Alexa may have it. It is rebuilt from the fields that such an answer
 * has, so nothing else of the home's goes through.
 * @param given what the home called its answer, and its payload
 * @throws {HomeAnswerInvalid} the answer belongs to another directive, or lacks what Alexa must know
 */
export function answerPayload(
  asked: Header,
  given: { namespace: string; name: string; payload: Json },
  clock: Clock,
): Json {
  const kind = KINDS.get(`${asked.namespace}/${asked.name}`) ?? ORDINARY;
  if (given.namespace !== kind.namespace || given.name !== kind.name) {
    throw new HomeAnswerInvalid('event.header.name');
  }
  return kind.payload(given.payload, clock);
}

/** Whether Alexa expects the endpoint's state with the answer, be it an empty list. */
export const isStateReport = ({ namespace, name }: { namespace: string; name: string }): boolean =>
  namespace === 'Alexa' && name === 'StateReport';
