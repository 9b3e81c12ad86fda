import type { AccountStatus } from '../api-types.ts';
import { el } from '../dom.ts';
import { dayOf, REGION_NAMES } from '../words.ts';

/** Which Amazon accounts are linked, or how to link one. */
export const alexaLinks = ({ links }: AccountStatus): HTMLElement =>
  links.length === 0
    ? el(
        'p',
        { class: 'soft links' },
        'Not linked yet, as far as Porchlight has heard. In the Alexa app, open More, Skills & Games, find the Porchlight skill, enable it and sign in with the account that you use here.',
      )
    : el(
        'ul',
        { class: 'links' },
        ...links.map(({ region, acceptedAt, dead }) => {
          const since = `Linked in ${REGION_NAMES[region]} since ${dayOf(acceptedAt)}`;
          return el('li', {}, dead === undefined ? since : `${since}. ${dead.remedy}`);
        }),
      );
