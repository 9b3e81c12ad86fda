import { randomUUID } from 'node:crypto';
import { SKILL_ID } from './world.ts';

export interface EventParts {
  /** Alexa's id of its user. */
  userId: string;
  /** When Alexa made it, epoch milliseconds; now by default. */
  at?: number;
  /** Of `SkillAccountLinked`. */
  accessToken?: string;
  applicationId?: string;
  body?: Record<string, unknown>;
  /** Of the request, to bend it out of shape. */
  extra?: Record<string, unknown>;
}

/** An event about the skill, as Alexa sends it: without a session. */
export function skillEvent(name: string, parts: EventParts) {
  const { userId, at = Date.now(), accessToken, applicationId = SKILL_ID, extra } = parts;
  const body = { ...parts.body, ...(accessToken !== undefined && { accessToken }) };
  return {
    version: '1.0',
    context: {
      System: {
        application: { applicationId },
        user: { userId },
        apiEndpoint: 'https://api.amazonalexa.com',
        apiAccessToken: 'token-of-alexa',
      },
    },
    request: {
      type: `AlexaSkillEvent.${name}`,
      requestId: randomUUID(),
      timestamp: new Date(at + 400).toISOString(),
      eventCreationTime: new Date(at).toISOString(),
      eventPublishingTime: new Date(at + 300).toISOString(),
      ...(Object.keys(body).length > 0 && { body }),
      ...extra,
    },
  };
}
