import { isObject, type JsonObject, stringAt, unknownFields, valueAt } from './json.ts';
import type { Problem } from './problem.ts';

/** Alexa's limits (Amazon, "Request and Response JSON Reference"). */
const MAX_RESPONSE_BYTES = 120 * 1024;
const MAX_SPEECH_LENGTH = 8_000;
const MAX_CARD_LENGTH = 8_000;
const MAX_ENTITIES = 100;
/** What a session carries comes back with each request; Alexa takes 24 KB of it. */
const MAX_ATTRIBUTE_BYTES = 24 * 1024;

/** Requests whose answer may say nothing at all. */
const SILENT = /^(SessionEndedRequest|System\.ExceptionEncountered|AlexaSkillEvent\..*|AudioPlayer\..*)$/;

const knownFields = ['outputSpeech', 'card', 'reprompt', 'directives', 'shouldEndSession'];
const dialogDirectives = ['Dialog.ElicitSlot', 'Dialog.UpdateDynamicEntities'];

const problem = (path: string, message: string): Problem => ({ rule: 'spoken-response', path, message });

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

/** Tags that are closed in order, below one `speak`, with nothing left that would have to be escaped. */
function isSsml(ssml: string): boolean {
  const open: string[] = [];
  let roots = 0;
  let isFine = true;
  const rest = ssml
    .trim()
    .replace(
      /<(\/?)([A-Za-z][\w:.-]*)([^<>]*?)(\/?)>/g,
      (_tag, closing: string, name: string, _more, empty) => {
        if (closing !== '') isFine &&= open.pop() === name;
        else {
          if (open.length === 0) roots += name === 'speak' ? 1 : 2;
          if (empty === '') open.push(name);
        }
        return '';
      },
    );
  return isFine && roots === 1 && open.length === 0 && !/[<>]|&(?!(amp|lt|gt|quot|apos|#\w+);)/.test(rest);
}

function checkSpeech(speech: unknown, path: string): Problem[] {
  if (!isObject(speech)) return [problem(path, 'speech is a JSON object')];
  const type = stringAt(speech, 'type');
  const field = type === 'SSML' ? 'ssml' : 'text';
  const text = stringAt(speech, field);
  return [
    ...(type === 'PlainText' || type === 'SSML' ? [] : [problem(`${path}/type`, 'PlainText or SSML')]),
    ...unknownFields(speech, ['type', field]).map((name) =>
      problem(`${path}/${name}`, 'no such field is known'),
    ),
    ...(text === undefined || text.trim() === '' ? [problem(`${path}/${field}`, 'has words')] : []),
    ...((text?.length ?? 0) > MAX_SPEECH_LENGTH
      ? [problem(`${path}/${field}`, 'at most 8,000 characters')]
      : []),
    ...(type === 'SSML' && text !== undefined && !isSsml(text)
      ? [problem(`${path}/${field}`, 'is well-formed SSML in one <speak>')]
      : []),
  ];
}

function checkCard(card: unknown): Problem[] {
  if (card === undefined) return [];
  const type = stringAt(card, 'type');
  if (!isObject(card) || (type !== 'Simple' && type !== 'LinkAccount'))
    return [problem('/response/card/type', 'Simple or LinkAccount')];
  const fields = type === 'Simple' ? ['type', 'title', 'content'] : ['type'];
  const length = (stringAt(card, 'title') ?? '').length + (stringAt(card, 'content') ?? '').length;
  return [
    ...unknownFields(card, fields).map((name) => problem(`/response/card/${name}`, 'no such field is known')),
    ...(type === 'Simple' && !stringAt(card, 'content')
      ? [problem('/response/card/content', 'has words')]
      : []),
    ...(length > MAX_CARD_LENGTH ? [problem('/response/card', 'at most 8,000 characters')] : []),
  ];
}

function checkDirectives(response: JsonObject): Problem[] {
  const directives = response.directives ?? [];
  if (!Array.isArray(directives)) return [problem('/response/directives', 'directives are a list')];
  if (directives.length > 1) {
    return [problem('/response/directives', 'a directive of the dialog has no other one beside it')];
  }
  return directives.flatMap((directive, index) => {
    const path = `/response/directives/${index}`;
    const type = stringAt(directive, 'type') ?? '';
    if (!dialogDirectives.includes(type)) return [problem(`${path}/type`, 'no such directive is known')];
    if (type === 'Dialog.ElicitSlot') {
      return [
        ...(response.shouldEndSession === false
          ? []
          : [problem(path, 'a slot is asked for in an open session')]),
        ...(stringAt(directive, 'slotToElicit') ? [] : [problem(`${path}/slotToElicit`, 'names a slot')]),
      ];
    }
    const types = valueAt(directive, 'types');
    const values = (Array.isArray(types) ? types : []).flatMap((one) => {
      const list = valueAt(one, 'values');
      return Array.isArray(list) ? list : [];
    });
    return [
      ...(values.length === 0 ? [problem(`${path}/types`, 'has values')] : []),
      ...(values.length > MAX_ENTITIES ? [problem(`${path}/types`, 'at most 100 values in all')] : []),
      ...values.flatMap((value, at) =>
        stringAt(value, 'id') && stringAt(value, 'name', 'value')
          ? []
          : [problem(`${path}/types`, `value ${at} has an id and a name`)],
      ),
    ];
  });
}

/** A microphone that stays open has asked something; nothing is asked again once the session is over. */
function checkSession(response: JsonObject): Problem[] {
  const isOpen = response.shouldEndSession === false;
  const asksAgain = response.reprompt !== undefined;
  return [
    ...(typeof response.shouldEndSession === 'boolean'
      ? []
      : [problem('/response/shouldEndSession', 'is said')]),
    ...(isOpen && !asksAgain ? [problem('/response/reprompt', 'a session that stays open asks again')] : []),
    ...(!isOpen && asksAgain
      ? [problem('/response/reprompt', 'nothing is asked when the session is over')]
      : []),
    ...(isOpen && response.outputSpeech === undefined
      ? [problem('/response/outputSpeech', 'a session that stays open has asked something')]
      : []),
  ];
}

/**
 * Everything wrong with the answer to a request of the custom model (Amazon, "Request and Response JSON Reference").
 *
 * @param type of the request, such as `IntentRequest`
 */
export function checkSpokenResponse(message: unknown, type: string): readonly Problem[] {
  if (!isObject(message)) return [problem('', 'an answer is a JSON object')];
  const response = valueAt(message, 'response');
  const base = [
    ...(message.version === '1.0' ? [] : [problem('/version', 'the version is "1.0"')]),
    ...unknownFields(message, ['version', 'sessionAttributes', 'response']).map((field) =>
      problem(`/${field}`, 'no such field is known'),
    ),
    ...(bytesOf(message) > MAX_RESPONSE_BYTES ? [problem('', 'at most 120 KB')] : []),
    ...(bytesOf(message.sessionAttributes) > MAX_ATTRIBUTE_BYTES
      ? [problem('/sessionAttributes', 'at most 24 KB')]
      : []),
  ];
  if (!isObject(response)) return [...base, problem('/response', 'a response is a JSON object')];
  if (SILENT.test(type)) {
    const said = Object.keys(response).filter((field) => field !== 'shouldEndSession');
    return [...base, ...said.map((field) => problem(`/response/${field}`, 'nothing may be said to this'))];
  }
  if (type === 'CanFulfillIntentRequest') {
    const can = stringAt(response, 'canFulfillIntent', 'canFulfill') ?? '';
    return [
      ...base,
      ...unknownFields(response, ['canFulfillIntent']).map((field) =>
        problem(`/response/${field}`, 'no such field is known'),
      ),
      ...(['YES', 'NO', 'MAYBE'].includes(can)
        ? []
        : [problem('/response/canFulfillIntent', 'YES, NO or MAYBE')]),
    ];
  }
  return [
    ...base,
    ...unknownFields(response, knownFields).map((field) =>
      problem(`/response/${field}`, 'no such field is known'),
    ),
    ...(response.outputSpeech === undefined
      ? []
      : checkSpeech(response.outputSpeech, '/response/outputSpeech')),
    ...(response.reprompt === undefined
      ? []
      : checkSpeech(valueAt(response.reprompt, 'outputSpeech'), '/response/reprompt/outputSpeech')),
    ...checkCard(response.card),
    ...checkDirectives(response),
    ...checkSession(response),
  ];
}
