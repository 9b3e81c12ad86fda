import { isObject } from '../../lib/json.ts';
import type { SkillPorts } from './compose.ts';

/** As much of Alexa's own words as an operator needs. */
const MAX_LENGTH = 300;

const line = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, MAX_LENGTH) : undefined;

/** Alexa could not use an answer of ours, and says what was wrong with it. */
export function noteRejectedResponse(
  error: unknown,
  { log, meter }: Pick<SkillPorts, 'log' | 'meter'>,
): void {
  meter.count('RejectedSkillResponses');
  const { type, message } = isObject(error) ? error : {};
  log.error('Alexa could not use an answer.', { type: line(type), message: line(message) });
}
