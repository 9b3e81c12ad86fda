import { isObject, type JsonObject, unknownFields, valueAt } from './json.ts';
import type { Check, Problem } from './problem.ts';

const messageFields = ['event', 'context'];
const eventFields = ['header', 'endpoint', 'payload'];
const headerFields = ['namespace', 'name', 'messageId', 'correlationToken', 'payloadVersion'];

/** `messageId`: 1–127 characters of letters, digits and hyphens (Amazon's message schema, `model.MessageId`). */
const messageIdPattern = /^[a-zA-Z0-9-]{1,127}$/;

/**
 * The outer shape that every message shares: `event` with `header` and `payload`, an optional `context`,
 * nothing else; and a complete header with payload version "3".
 */
export const checkEnvelope: Check = ({ message }) => {
  const problems: Problem[] = [];
  const report = (path: string, text: string): void => {
    problems.push({ rule: 'envelope', path, message: text });
  };
  reportUnknown(message, messageFields, '', report);
  const event = message.event;
  if (!isObject(event)) {
    report('/event', 'a message needs an event object');
    return problems;
  }
  reportUnknown(event, eventFields, '/event', report);
  if (!isObject(event.payload))
    report('/event/payload', 'an event needs a payload object, if only an empty one');
  if (message.context !== undefined && !isObject(message.context)) report('/context', 'context is an object');
  const header = event.header;
  if (!isObject(header)) {
    report('/event/header', 'an event needs a header object');
    return problems;
  }
  reportUnknown(header, headerFields, '/event/header', report);
  for (const field of ['namespace', 'name']) {
    if (typeof header[field] !== 'string' || header[field] === '') {
      report(`/event/header/${field}`, `${field} is a string and not empty`);
    }
  }
  if (header.payloadVersion !== '3') {
    problems.push({
      rule: 'payload-version',
      path: '/event/header/payloadVersion',
      message: 'payloadVersion is the string "3"',
    });
  }
  return problems;
};

/**
 * Message ids: well formed, not the directive's own, and never used before. `seen` is the memory of one checker
 * and grows with each message.
 */
export function createMessageIdCheck(seen: Set<string>): Check {
  return ({ message, directive }) => {
    const path = '/event/header/messageId';
    const id = valueAt(message, 'event', 'header', 'messageId');
    if (typeof id !== 'string' || !messageIdPattern.test(id)) {
      return [{ rule: 'message-id', path, message: 'messageId is 1–127 letters, digits or hyphens' }];
    }
    const problems: Problem[] = [];
    if (id === valueAt(directive, 'header', 'messageId')) {
      problems.push({ rule: 'message-id-fresh', path, message: "messageId repeats the directive's own" });
    }
    if (seen.has(id)) {
      problems.push({ rule: 'message-id-fresh', path, message: 'messageId was used by an earlier message' });
    }
    seen.add(id);
    return problems;
  };
}

function reportUnknown(
  value: JsonObject,
  known: readonly string[],
  path: string,
  report: (path: string, text: string) => void,
): void {
  for (const field of unknownFields(value, known))
    report(`${path}/${field}`, `${field} does not belong here`);
}
