import { checkAnswers } from './answers.ts';
import { type Deviation, deviations } from './deviations.ts';
import { checkDiscoverResponse } from './discovery.ts';
import { checkEcho } from './echo.ts';
import { checkEnvelope, createMessageIdCheck } from './envelope.ts';
import { checkErrorResponse } from './error-response.ts';
import { checkEvents } from './events.ts';
import { isObject, type JsonObject, objectAt, stringAt } from './json.ts';
import { checkLeaks } from './leaks.ts';
import type { Check, Problem } from './problem.ts';
import { checkProperties } from './properties.ts';
import { loadMessageSchema, type MessageSchema } from './schema.ts';
import { checkStates } from './states.ts';

/**
 * How many messages were checked: `assertions` by ours, `schema` against Amazon's schema, and `deviations` how
 * many of the latter pass only with an accepted deviation (see deviations.ts).
 */
export type CheckCounts = {
  readonly schema: number;
  readonly assertions: number;
  readonly deviations: number;
};

/** Checks Alexa messages, and remembers what it has seen: message ids, and how many messages. */
export type Checker = {
  /**
   * Everything wrong with a message; empty when it is right.
   *
   * With `directive` (the whole `{"directive": …}` or its inside) the message is what a skill answers to it.
   * Without, it is an event on its way to the event gateway, which has a scope of its own.
   */
  readonly check: (message: unknown, context?: { readonly directive?: unknown }) => Problem[];
  readonly counts: () => CheckCounts;
  /** One line for the end of a run: how many messages were validated against what. */
  readonly summary: () => string;
};

const ownChecks: readonly Check[] = [
  checkEnvelope,
  checkEcho,
  checkAnswers,
  checkLeaks,
  checkProperties,
  checkErrorResponse,
  checkDiscoverResponse,
  checkStates,
  checkEvents,
];

/**
 * The one message checker of tests and simulator: our own assertions always, and Amazon's schema when its file
 * is named (`schemaPath`, else the environment's `ALEXA_MESSAGE_SCHEMA`; empty means none).
 *
 * @throws SchemaFileError when a file is named and cannot be used: a check that was asked for is never skipped.
 */
export function createChecker(options: { readonly schemaPath?: string | undefined } = {}): Checker {
  const schemaPath = options.schemaPath ?? process.env.ALEXA_MESSAGE_SCHEMA ?? '';
  const schema = schemaPath === '' ? undefined : loadMessageSchema(schemaPath);
  const checks = [...ownChecks, createMessageIdCheck(new Set())];
  const deviated = new Map<string, number>();
  let assertions = 0;
  let validated = 0;
  let withDeviation = 0;

  const checkSchema = (message: JsonObject): readonly Problem[] => {
    if (schema === undefined) return [];
    validated += 1;
    const verdict = validate(schema, message);
    if (verdict.deviations.length > 0) withDeviation += 1;
    for (const { id } of verdict.deviations) deviated.set(id, (deviated.get(id) ?? 0) + 1);
    return verdict.problems;
  };

  return {
    check(message, context = {}) {
      assertions += 1;
      if (!isObject(message)) return [{ rule: 'envelope', path: '', message: 'a message is a JSON object' }];
      const header = objectAt(message, 'event', 'header');
      const subject = {
        message,
        namespace: stringAt(header, 'namespace') ?? '',
        name: stringAt(header, 'name') ?? '',
        directive: 'directive' in context ? insideOf(context.directive) : undefined,
      };
      return [...checks.flatMap((check) => check(subject)), ...checkSchema(message)];
    },
    counts: () => ({ schema: validated, assertions, deviations: withDeviation }),
    summary() {
      const own = `Alexa messages: ${assertions} checked with our own assertions`;
      if (schema === undefined)
        return `${own}; none against Amazon's schema (ALEXA_MESSAGE_SCHEMA names no file)`;
      const accepted = [...deviated].map(([id, count]) => `${id}: ${count}`).join(', ');
      const suffix =
        accepted === '' ? 'no deviations' : `accepted deviations in ${withDeviation}: ${accepted}`;
      return `${own}, ${validated} against Amazon's schema (${suffix})`;
    },
  };
}

/** The schema's verdict, and the accepted deviations without which it would have been worse. */
function validate(
  schema: MessageSchema,
  message: JsonObject,
): { readonly problems: readonly Problem[]; readonly deviations: readonly Deviation[] } {
  const found = schema.validate(message);
  if (found !== undefined && found.length === 0) return { problems: [], deviations: [] };
  let neutral = message;
  const used = deviations.filter((deviation) => {
    const changed = deviation.neutralise(neutral);
    neutral = changed ?? neutral;
    return changed !== undefined;
  });
  const remaining = used.length === 0 ? found : schema.validate(neutral);
  if (remaining !== undefined) return { problems: remaining, deviations: used };
  const unknown = {
    rule: 'amazon-schema',
    path: '/event/header',
    message: 'the schema knows no such message',
  };
  return { problems: [unknown], deviations: [] };
}

/** A directive with or without its wrapping; anything else is a directive that names nothing. */
function insideOf(directive: unknown): JsonObject | undefined {
  if (directive === undefined) return undefined;
  return objectAt(directive, 'directive') ?? (isObject(directive) ? directive : {});
}
