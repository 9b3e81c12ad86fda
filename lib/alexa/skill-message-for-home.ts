import { isObject, type Json } from '../json.ts';
import type { SkillRequest } from './skill-request.ts';

const picked = (from: Json, names: readonly string[]): Json =>
  Object.fromEntries(names.flatMap((name) => (name in from ? [[name, from[name]]] : [])));

/**
 * A request as the home sees it: what was said, in which session, to which skill. Not who said it: tokens, and the ids of
 * Alexa's user, person and device, are nothing that a home needs, and a household shares one home.
 *
 * Home Assistant wants a reason of a session that ended, and answers with status 500 without one.
 * @see homeassistant/components/alexa/intent.py
 */
export function skillMessageForHome({ type, applicationId, request, session = {} }: SkillRequest): Json {
  const application = { applicationId };
  return {
    version: '1.0',
    session: { ...picked(session, ['new', 'sessionId']), application },
    context: { System: { application } },
    request: {
      ...picked(request, ['requestId', 'timestamp', 'locale', 'dialogState']),
      type,
      ...(isObject(request.intent) && { intent: request.intent }),
      ...(type === 'SessionEndedRequest' && {
        reason: typeof request.reason === 'string' ? request.reason : 'USER_INITIATED',
        error: request.error ?? null,
      }),
    },
  };
}
