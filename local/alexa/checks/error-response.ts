import { deviceModes, errorTypes } from './error-types.ts';
import { isObject, objectAt } from './json.ts';
import type { Check, Problem } from './problem.ts';

/**
 * ErrorResponse: `type` known in its namespace, `message` a string, only the fields that this type may have,
 * and no `context` (Amazon's schema refuses one, whatever its samples say).
 */
export const checkErrorResponse: Check = ({ message, namespace, name }) => {
  if (name !== 'ErrorResponse') return [];
  const problems: Problem[] = [];
  const report = (path: string, text: string): void => {
    problems.push({ rule: 'error-response', path, message: text });
  };
  if (message.context !== undefined) report('/context', 'an ErrorResponse has no context');
  const types = errorTypes[namespace];
  if (types === undefined)
    report('/event/header/namespace', `${namespace} has no ErrorResponse that we know`);
  const payload = objectAt(message, 'event', 'payload') ?? {};
  if (typeof payload.message !== 'string') report('/event/payload/message', 'message is a string');
  if (typeof payload.type !== 'string') {
    report('/event/payload/type', 'type is a string');
    return problems;
  }
  const fields = types !== undefined && Object.hasOwn(types, payload.type) ? types[payload.type] : undefined;
  if (fields === undefined) {
    if (types !== undefined)
      report('/event/payload/type', `${payload.type} is no error type of ${namespace}`);
    return problems;
  }
  const allowed = ['type', 'message', ...(fields.required ?? []), ...(fields.optional ?? [])];
  for (const field of Object.keys(payload)) {
    if (!allowed.includes(field)) report(`/event/payload/${field}`, `${payload.type} carries no ${field}`);
  }
  for (const field of fields.required ?? []) {
    if (payload[field] === undefined) report(`/event/payload/${field}`, `${payload.type} needs ${field}`);
  }
  if (payload.currentDeviceMode !== undefined && !deviceModes.includes(String(payload.currentDeviceMode))) {
    report('/event/payload/currentDeviceMode', `currentDeviceMode is one of ${deviceModes.join(', ')}`);
  }
  if (payload.validRange !== undefined && !isRange(payload.validRange)) {
    report('/event/payload/validRange', 'validRange has minimumValue and maximumValue');
  }
  return problems;
};

function isRange(value: unknown): boolean {
  return isObject(value) && value.minimumValue !== undefined && value.maximumValue !== undefined;
}
