import type { LinkErasure } from '../../lib/bridge/erasures.ts';
import { DONE, type Eraser, NOT_YET } from './work.ts';

/**
 * A link that its owner disconnected, in whichever regions there is a grant of it: Alexa is told that the devices are
 * gone while the tokens are good, and then they go.
 */
export const eraseLink: Eraser<LinkErasure> = async ({ sub, originJti }, ports, deadline) => {
  const { accounts, grants, leaving, log } = ports;
  const account = await accounts.read(sub, deadline);
  // The request came to nothing, or the whole account goes, and this with it.
  if (account?.revokedLinks.includes(originJti) !== true || account.deletedAt !== undefined) return DONE;
  const ofLink = async () =>
    (await grants.list(sub, deadline)).filter((grant) => grant.originJti === originJti);
  for (const grant of await ofLink()) {
    await leaving.begin(grant, account.homes, `unlink ${originJti}`, deadline);
  }
  let isDone = true;
  for (const grant of await ofLink()) {
    const progress = leaving.progressOf(grant);
    if (progress.state === 'pending') {
      isDone = false;
      continue;
    }
    const { region } = grant;
    if (progress.state === 'failed')
      log.warn('A link goes without a word to Alexa.', { region, because: progress.because });
    await grants.delete(grant, deadline);
  }
  return isDone ? DONE : NOT_YET;
};
