import { randomBytes, randomUUID } from 'node:crypto';
import type { JsonObject } from './checks/json.ts';
import type { Problem } from './checks/problem.ts';
import { checkSkillResponse } from './checks/skill-response.ts';
import { NotEnabledError, SimulatorError } from './errors.ts';
import type { Invoke } from './invoke.ts';
import type { Link } from './link.ts';
import type { SessionStore } from './session.ts';
import type { Stack } from './stack.ts';

/** One event about the skill, and what the skill answered. */
export type SkillExchange = {
  /** Such as `AlexaSkillEvent.SkillDisabled`. The event itself may hold the link's token, so it is left out. */
  readonly type: string;
  readonly message: unknown;
  readonly problems: readonly Problem[];
  readonly elapsedMs: number;
};

/** What Alexa says of the skill and this Amazon account. */
export type SkillSide = {
  readonly enable: () => Promise<readonly SkillExchange[]>;
  readonly disable: () => Promise<SkillExchange>;
};

/** An event as Alexa sends it: no session, the user by an id, times in ISO 8601 (Amazon, "Use Skill Events"). */
function skillEvent(parts: {
  readonly type: string;
  readonly applicationId: string;
  readonly userId: string;
  readonly at: number;
  readonly body?: JsonObject;
}): JsonObject {
  const { type, applicationId, userId, at, body } = parts;
  const time = new Date(at).toISOString();
  return {
    version: '1.0',
    context: {
      System: {
        application: { applicationId },
        user: { userId },
        apiEndpoint: 'https://api.amazonalexa.com',
      },
    },
    request: {
      type,
      requestId: randomUUID(),
      timestamp: time,
      eventCreationTime: time,
      eventPublishingTime: time,
      ...(body === undefined ? {} : { body }),
    },
  };
}

/** Sends the events about the skill to its function. */
export function createSkillSide(ports: {
  readonly stack: Stack;
  readonly session: SessionStore;
  readonly link: Link;
  readonly lambda: Invoke;
  readonly now: () => number;
}): SkillSide {
  const { stack, session, link, lambda, now } = ports;

  const tell = async (name: string, userId: string, body?: JsonObject): Promise<SkillExchange> => {
    if (stack.skill === undefined) throw new SimulatorError('The stack file lacks skill.id');
    const type = `AlexaSkillEvent.${name}`;
    const started = now();
    const event = skillEvent({
      type,
      applicationId: stack.skill.id,
      userId,
      at: started,
      ...(body === undefined ? {} : { body }),
    });
    const message = await lambda.invoke(event, 'skill');
    return { type, message, problems: checkSkillResponse(message), elapsedMs: now() - started };
  };

  return {
    async enable() {
      const linked = await link.fresh();
      const userId =
        linked.alexaUserId ?? `amzn1.ask.account.${randomBytes(48).toString('hex').toUpperCase()}`;
      await session.write({ ...linked, alexaUserId: userId });
      return [
        await tell('SkillEnabled', userId),
        await tell('SkillAccountLinked', userId, { accessToken: linked.accessToken }),
      ];
    },
    async disable() {
      const userId = (await session.read())?.alexaUserId;
      if (userId === undefined) throw new NotEnabledError(session.account);
      const said = await tell('SkillDisabled', userId, { userInformationPersistenceStatus: 'NOT_PERSISTED' });
      await session.remove();
      return said;
    },
  };
}
