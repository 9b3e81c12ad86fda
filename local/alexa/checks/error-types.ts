/** What an error type may carry besides `type` and `message`. */
export type ErrorFields = { readonly required?: readonly string[]; readonly optional?: readonly string[] };

const plain: ErrorFields = {};

function all(...types: readonly string[]): Readonly<Record<string, ErrorFields>> {
  return Object.fromEntries(types.map((type) => [type, plain]));
}

/** Alexa.ThermostatController errors hold for its sub-interfaces as well. */
const thermostat: Readonly<Record<string, ErrorFields>> = {
  ...all(
    'THERMOSTAT_IS_OFF',
    'UNSUPPORTED_THERMOSTAT_MODE',
    'DUAL_SETPOINTS_UNSUPPORTED',
    'TRIPLE_SETPOINTS_UNSUPPORTED',
    'UNWILLING_TO_SET_SCHEDULE',
    'UNWILLING_TO_SET_VALUE',
  ),
  REQUESTED_SETPOINTS_TOO_CLOSE: { required: ['minimumTemperatureDelta'] },
};

/**
 * The error types of each namespace, with the extra payload fields each may have.
 *
 * Sources: Amazon's "Alexa.ErrorResponse Interface" page and its message schema (July 2025); `Alexa.Video` as
 * Home Assistant sends it (components/alexa/errors.py); `Alexa.Safety` after its interface page.
 */
export const errorTypes: Readonly<Record<string, Readonly<Record<string, ErrorFields>>>> = {
  Alexa: {
    ...all(
      'ALREADY_IN_OPERATION',
      'BRIDGE_UNREACHABLE',
      'CLOUD_CONTROL_DISABLED',
      'ENDPOINT_BUSY',
      'ENDPOINT_UNREACHABLE',
      'EXPIRED_AUTHORIZATION_CREDENTIAL',
      'FIRMWARE_OUT_OF_DATE',
      'HARDWARE_MALFUNCTION',
      'HDMI_CEC_DISABLED_ON_DEVICE',
      'HDMI_CEC_NOT_PRESENT',
      'INSUFFICIENT_PERMISSIONS',
      'INTERNAL_ERROR',
      'INVALID_AUTHORIZATION_CREDENTIAL',
      'INVALID_DIRECTIVE',
      'INVALID_VALUE',
      'NO_SUCH_ENDPOINT',
      'NOT_CALIBRATED',
      'NOT_IN_OPERATION',
      'PARTNER_OUTAGE',
      'POWER_LEVEL_NOT_SUPPORTED',
      'RATE_LIMIT_EXCEEDED',
      'TOO_MANY_FAILED_ATTEMPTS',
    ),
    ENDPOINT_LOW_POWER: { optional: ['percentageState'] },
    NOT_SUPPORTED_IN_CURRENT_MODE: { required: ['currentDeviceMode'] },
    NOT_SUPPORTED_WITH_CURRENT_BATTERY_CHARGE_STATE: { optional: ['currentChargeState'] },
    TEMPERATURE_VALUE_OUT_OF_RANGE: { optional: ['validRange'] },
    VALUE_OUT_OF_RANGE: { optional: ['validRange'] },
  },
  'Alexa.Authorization': all('ACCEPT_GRANT_FAILED'),
  'Alexa.Cooking': {
    ...all(
      'CHILD_LOCK',
      'DOOR_CLOSED_TOO_LONG',
      'DOOR_OPEN',
      'PREHEAT_REQUIRED',
      'PROBE_REQUIRED',
      'REMOTE_START_DISABLED',
      'REMOTE_START_NOT_SUPPORTED',
      'REMOVE_PROBE',
    ),
    COOK_DURATION_TOO_LONG: { required: ['maxCookTime'] },
  },
  'Alexa.Safety': all('OBSTACLE_DETECTED', 'SAFETY_BEAM_BREACHED'),
  'Alexa.SecurityPanelController': {
    ...all(
      'AUTHORIZATION_REQUIRED',
      'NO_ACTIVE_MONITORABLE_DEVICES',
      'NOT_READY',
      'UNAUTHORIZED',
      'UNCLEARED_ALARM',
      'UNCLEARED_TROUBLE',
    ),
    BYPASS_NEEDED: { optional: ['endpointsNeedingBypass'] },
  },
  'Alexa.ThermostatController': thermostat,
  'Alexa.ThermostatController.Configuration': thermostat,
  'Alexa.ThermostatController.Schedule': thermostat,
  'Alexa.Video': all('ACTION_NOT_PERMITTED_FOR_CONTENT'),
};

/** The modes that NOT_SUPPORTED_IN_CURRENT_MODE may name (Amazon's message schema). */
export const deviceModes: readonly string[] = ['COLOR', 'ASLEEP', 'NOT_PROVISIONED', 'OTHER'];
