import type { EnablementMessage } from '../../lib/bridge/looks.ts';
import type { LookHandler } from './work.ts';

/** A message that says less than its kind must; it belongs into the dead-letter queue. */
export class LinkMissing extends Error {
  override readonly name = 'LinkMissing';
}

/**
 * Takes to heart what Alexa says of a skill's enablement. Events come late, twice and in any order, so the outcome
 * depends on none of it: a link that an Alexa user made has no grant that was accepted before that user last disabled
 * the skill. Grants that were accepted later are of an enablement after it.
 */
export const enablement: LookHandler<EnablementMessage> = async ([message], ports, deadline) => {
  const { accounts, enablements, grants, log } = ports;
  const { event, alexaUser, at, link } = message;
  if (event === 'linked' && link === undefined) throw new LinkMissing();
  if (link !== undefined && (await accounts.read(link.sub, deadline))?.deletedAt !== undefined) {
    log.info('Nothing is noted of a user who was deleted.', { event });
    return;
  }
  const { links, disabledAt } =
    event === 'linked' && link !== undefined
      ? await enablements.noteLinked(alexaUser, { ...link, linkedAt: at }, deadline)
      : await enablements.noteDisabled(alexaUser, at, deadline);
  if (disabledAt === undefined) return;
  let removed = 0;
  for (const one of links) removed += await grants.remove(one, disabledAt, deadline);
  log.info('A skill that was disabled has no grants any more.', { event, links: links.length, removed });
};
