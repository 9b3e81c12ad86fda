import { errorTypes } from '../alexa/checks/error-types.ts';
import { spokenError } from '../alexa/cli/spoken.ts';
import { InvokeError, NotLinkedError, SimulatorError } from '../alexa/errors.ts';

type Sentence = (device: string) => string;

/** What Alexa says to the errors that the command line has no words for: rarer ones, of particular devices. */
const FURTHER: Readonly<Record<string, Sentence>> = {
  ACTION_NOT_PERMITTED_FOR_CONTENT: () => "Sorry, that can't be done with what is playing.",
  BYPASS_NEEDED: () => "Something is open. I can't arm the system until it is closed or bypassed.",
  CHILD_LOCK: (device) => `The child lock of ${device} is on.`,
  COOK_DURATION_TOO_LONG: (device) => `${device} can't cook for that long.`,
  DOOR_CLOSED_TOO_LONG: (device) => `Open and close the door of ${device}, then try again.`,
  DOOR_OPEN: (device) => `The door of ${device} is open.`,
  DUAL_SETPOINTS_UNSUPPORTED: (device) => `${device} takes one temperature only.`,
  FIRMWARE_OUT_OF_DATE: (device) => `${device} needs an update first.`,
  HARDWARE_MALFUNCTION: (device) => `${device} isn't working properly.`,
  HDMI_CEC_DISABLED_ON_DEVICE: (device) => `Switch on HDMI control at ${device} first.`,
  HDMI_CEC_NOT_PRESENT: (device) => `${device} has no HDMI control.`,
  INTERNAL_ERROR: (device) => `Sorry, something went wrong with ${device}.`,
  NOT_CALIBRATED: (device) => `${device} has to be calibrated first.`,
  NOT_IN_OPERATION: (device) => `${device} isn't running.`,
  NOT_READY: (device) => `${device} isn't ready yet.`,
  NOT_SUPPORTED_WITH_CURRENT_BATTERY_CHARGE_STATE: (device) => `${device} can't do that while it charges.`,
  NO_ACTIVE_MONITORABLE_DEVICES: (device) => `${device} has no sensor to watch.`,
  OBSTACLE_DETECTED: (device) => `Something is in the way of ${device}.`,
  PARTNER_OUTAGE: (device) => `The service behind ${device} is having trouble. Try again later.`,
  POWER_LEVEL_NOT_SUPPORTED: (device) => `${device} doesn't have that power level.`,
  PREHEAT_REQUIRED: (device) => `${device} has to be preheated first.`,
  PROBE_REQUIRED: (device) => `Put the probe into ${device} first.`,
  REMOTE_START_DISABLED: (device) => `Remote start is switched off at ${device}.`,
  REMOTE_START_NOT_SUPPORTED: (device) => `${device} can't be started from here.`,
  REMOVE_PROBE: (device) => `Take the probe out of ${device} first.`,
  REQUESTED_SETPOINTS_TOO_CLOSE: () => 'Those temperatures are too close together.',
  SAFETY_BEAM_BREACHED: (device) => `Something is in the safety beam of ${device}.`,
  TOO_MANY_FAILED_ATTEMPTS: () => 'There were too many wrong tries. Try again later.',
  TRIPLE_SETPOINTS_UNSUPPORTED: (device) => `${device} doesn't take three temperatures at once.`,
  UNCLEARED_ALARM: (device) => `${device} still has an alarm that nobody has cleared.`,
  UNCLEARED_TROUBLE: (device) => `${device} has trouble that has to be cleared first.`,
  UNWILLING_TO_SET_SCHEDULE: (device) => `${device} doesn't take that schedule now.`,
  UNWILLING_TO_SET_VALUE: (device) => `${device} doesn't take that temperature now.`,
};

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** About what Alexa says to an error type, in whatever interface it belongs to. */
export const sentenceFor = (type: string, device = 'the device'): string => {
  const further = Object.hasOwn(FURTHER, type) ? FURTHER[type] : undefined;
  return further === undefined ? spokenError(type, device) : upper(further(device));
};

/** Every error type that Alexa knows, and what she says to it; by type. */
export const allSentences = (device: string): readonly (readonly [type: string, sentence: string])[] =>
  [...new Set(Object.values(errorTypes).flatMap((types) => Object.keys(types)))]
    .toSorted()
    .map((type) => [type, sentenceFor(type, device)] as const);

/** What Alexa says when a skill gave no answer that she could use, by how it failed. */
const SILENCE: Readonly<Record<InvokeError['kind'], Sentence>> = {
  timeout: (device) => `Sorry, ${device} isn't responding.`,
  refused: (device) => `Sorry, ${device} isn't responding.`,
  'function-error': (device) => `Sorry, ${device} isn't responding.`,
  'no-json': (device) => `Sorry, something went wrong with ${device}.`,
};

/** Why there was no answer, and what Alexa says then. */
export function failureOf(error: unknown, device = 'the device'): { error: string; said: string } {
  if (error instanceof InvokeError) {
    return { error: `no answer (${error.kind})`, said: upper(SILENCE[error.kind](device)) };
  }
  if (error instanceof NotLinkedError) {
    return { error: 'not linked', said: 'Your account link is no longer valid. Please link it again.' };
  }
  if (error instanceof SimulatorError)
    return { error: error.message, said: `Sorry, ${device} isn't responding.` };
  throw error;
}
