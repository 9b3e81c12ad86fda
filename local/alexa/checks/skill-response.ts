import { isObject, unknownFields, valueAt } from './json.ts';
import type { Problem } from './problem.ts';

const knownFields = [
  'outputSpeech',
  'card',
  'reprompt',
  'directives',
  'shouldEndSession',
  'canFulfillIntent',
];
const silentFields = ['shouldEndSession'];

/**
 * Everything wrong with the answer to an event about the skill: nobody hears it, so it may say nothing (Amazon,
 * "Request and Response JSON Reference").
 */
export function checkSkillResponse(message: unknown): readonly Problem[] {
  const problem = (path: string, text: string): Problem => ({ rule: 'skill-response', path, message: text });
  if (!isObject(message)) return [problem('', 'an answer is a JSON object')];
  const response = valueAt(message, 'response');
  return [
    ...(message.version === '1.0' ? [] : [problem('/version', 'the version is "1.0"')]),
    ...unknownFields(message, ['version', 'sessionAttributes', 'userAgent', 'response']).map((field) =>
      problem(`/${field}`, 'no such field is known'),
    ),
    ...(isObject(response)
      ? [
          ...unknownFields(response, knownFields).map((field) =>
            problem(`/response/${field}`, 'no such field is known'),
          ),
          ...Object.keys(response)
            .filter((field) => knownFields.includes(field) && !silentFields.includes(field))
            .map((field) => problem(`/response/${field}`, 'an event is answered without words')),
        ]
      : [problem('/response', 'a response is a JSON object')]),
  ];
}
