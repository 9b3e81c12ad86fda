import { isObject } from '../json.ts';
import type { AlexaErrorType } from '../outcomes/to-alexa.ts';

/** Types that belong to an interface of their own; Home Assistant sends all of them under `Alexa`. */
const NAMESPACES: Readonly<Record<string, string>> = {
  REQUESTED_SETPOINTS_TOO_CLOSE: 'Alexa.ThermostatController',
  THERMOSTAT_IS_OFF: 'Alexa.ThermostatController',
  UNSUPPORTED_THERMOSTAT_MODE: 'Alexa.ThermostatController',
  DUAL_SETPOINTS_UNSUPPORTED: 'Alexa.ThermostatController',
  TRIPLE_SETPOINTS_UNSUPPORTED: 'Alexa.ThermostatController',
  UNWILLING_TO_SET_SCHEDULE: 'Alexa.ThermostatController',
  UNWILLING_TO_SET_VALUE: 'Alexa.ThermostatController',
  AUTHORIZATION_REQUIRED: 'Alexa.SecurityPanelController',
  BYPASS_NEEDED: 'Alexa.SecurityPanelController',
  NOT_READY: 'Alexa.SecurityPanelController',
  UNAUTHORIZED: 'Alexa.SecurityPanelController',
  UNCLEARED_ALARM: 'Alexa.SecurityPanelController',
  UNCLEARED_TROUBLE: 'Alexa.SecurityPanelController',
  ACTION_NOT_PERMITTED_FOR_CONTENT: 'Alexa.Video',
};

/** Types of `Alexa`/`ErrorResponse` that a home may send, with the further fields that each may have. */
const HOME_TYPES: Readonly<Record<string, readonly string[]>> = {
  ALREADY_IN_OPERATION: [],
  BRIDGE_UNREACHABLE: [],
  CLOUD_CONTROL_DISABLED: [],
  ENDPOINT_BUSY: [],
  ENDPOINT_LOW_POWER: ['percentageState'],
  ENDPOINT_UNREACHABLE: [],
  FIRMWARE_OUT_OF_DATE: [],
  HARDWARE_MALFUNCTION: [],
  INSUFFICIENT_PERMISSIONS: [],
  INTERNAL_ERROR: [],
  INVALID_DIRECTIVE: [],
  INVALID_VALUE: [],
  NO_SUCH_ENDPOINT: [],
  NOT_CALIBRATED: [],
  NOT_IN_OPERATION: [],
  NOT_SUPPORTED_IN_CURRENT_MODE: ['currentDeviceMode'],
  POWER_LEVEL_NOT_SUPPORTED: [],
  RATE_LIMIT_EXCEEDED: [],
  TEMPERATURE_VALUE_OUT_OF_RANGE: ['validRange'],
  TOO_MANY_FAILED_ATTEMPTS: [],
  VALUE_OUT_OF_RANGE: ['validRange'],
};

/** Fields that a type of an interface's own namespace may have. */
const INTERFACE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  REQUESTED_SETPOINTS_TOO_CLOSE: ['minimumTemperatureDelta'],
  BYPASS_NEEDED: ['endpointsNeedingBypass'],
};

/**
 * Types that Alexa must not see from a home: the credential types would delete the customer's link for what is
 * wrong with the home's token, and the others are Home Assistant's own, unknown to Alexa.
 */
const REPLACEMENTS: Readonly<Record<string, AlexaErrorType | 'INVALID_VALUE'>> = {
  INVALID_AUTHORIZATION_CREDENTIAL: 'BRIDGE_UNREACHABLE',
  EXPIRED_AUTHORIZATION_CREDENTIAL: 'BRIDGE_UNREACHABLE',
  INVALID_TARGET_STATE: 'INVALID_VALUE',
};

/** What the further fields must look like; one that does not is left out. */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  currentDeviceMode: (value) => typeof value === 'string',
  endpointsNeedingBypass: Array.isArray,
  minimumTemperatureDelta: (value) => isObject(value) && typeof value.value === 'number',
  percentageState: (value) => typeof value === 'number',
  validRange: (value) =>
    isObject(value) && value.minimumValue !== undefined && value.maximumValue !== undefined,
};

function pick(payload: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => (FIELDS[name]?.(payload[name]) === true ? [[name, payload[name]]] : [])),
  );
}

/** The modes that Alexa knows for NOT_SUPPORTED_IN_CURRENT_MODE, which requires one. */
const DEVICE_MODES = new Set(['COLOR', 'ASLEEP', 'NOT_PROVISIONED', 'OTHER']);

/** Errors of an interface answer its own directives and those of interfaces that extend it; video's answer all. */
const isFor = (asked: string, namespace: string) =>
  namespace === 'Alexa.Video' || `${asked}.`.startsWith(`${namespace}.`);

/**
 * Turns the payload of a home's ErrorResponse into one that Alexa knows: the right namespace, both required
 * fields, no others than are allowed, and never a credential type.
 * @param asked the interface of the directive; an error of another interface would be no answer to it
 */
export function cleanHomeError(
  payload: Record<string, unknown>,
  asked: string,
): { namespace: string; payload: Record<string, unknown> } {
  const { type: given, message: text } = payload;
  const message = typeof text === 'string' ? text.slice(0, 500) : '';
  const type = typeof given === 'string' ? (REPLACEMENTS[given] ?? given) : 'INTERNAL_ERROR';
  const namespace = NAMESPACES[type];
  if (
    type === 'REQUESTED_SETPOINTS_TOO_CLOSE' &&
    !FIELDS.minimumTemperatureDelta?.(payload.minimumTemperatureDelta)
  ) {
    // Home Assistant loses the field that this type must have, and Alexa would not take it without.
    return { namespace: 'Alexa', payload: { type: 'INVALID_VALUE', message } };
  }
  if (namespace !== undefined && isFor(asked, namespace)) {
    return { namespace, payload: { type, message, ...pick(payload, INTERFACE_FIELDS[type] ?? []) } };
  }
  const fields = HOME_TYPES[type];
  if (fields === undefined) return { namespace: 'Alexa', payload: { type: 'INTERNAL_ERROR', message } };
  const further = pick(payload, fields);
  if (type === 'NOT_SUPPORTED_IN_CURRENT_MODE' && !DEVICE_MODES.has(String(further.currentDeviceMode))) {
    further.currentDeviceMode = 'OTHER';
  }
  return { namespace: 'Alexa', payload: { type, message, ...further } };
}
