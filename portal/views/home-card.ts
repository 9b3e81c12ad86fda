import type { HeldBackDevice, HomeStatus } from '../api-types.ts';
import { el, siteLink } from '../dom.ts';
import { ago, conditionOf, counted } from '../words.ts';

const heldBackList = (heldBack: readonly HeldBackDevice[]) =>
  el(
    'details',
    {},
    el(
      'summary',
      { class: 'more' },
      `${counted(heldBack.length, 'device is', 'devices are')} not shown to Alexa`,
    ),
    el(
      'ul',
      {},
      ...heldBack.map(({ friendlyName, endpointId, reason }) =>
        el(
          'li',
          {},
          el('strong', {}, friendlyName || endpointId || 'A device without a name'),
          ` – ${reason}`,
        ),
      ),
    ),
  );

function devicesLine(home: HomeStatus, isWaiting: boolean): string {
  if (home.devices !== null) return `${counted(home.devices.count, 'device', 'devices')} for Alexa`;
  return isWaiting ? 'Looking for devices …' : 'Devices not known yet';
}

/** Who it is seen through matters only where it is more than needed. */
const administratorNote = () =>
  el(
    'p',
    { class: 'hint' },
    'Porchlight is signed in there as an administrator. That works; a user without administrator rights is safer.',
  );

/** A home with how it is doing. */
export function homeCard(
  home: HomeStatus,
  options: { isWaiting: boolean; onDisconnect: () => void },
): HTMLElement {
  const { light, words } = conditionOf(home);
  const { lastOutcome, devices } = home;
  return el(
    'li',
    { class: 'card home', 'data-home': home.home },
    el('h3', {}, home.name),
    el('p', { class: 'soft address' }, siteLink(home.url), ` · Home Assistant ${home.homeAssistantVersion}`),
    el(
      'p',
      { class: `condition ${light}` },
      el('strong', {}, words),
      lastOutcome !== null && el('span', { class: 'soft' }, ` · ${ago(lastOutcome.at)}`),
    ),
    lastOutcome?.remedy !== undefined && el('p', { class: 'remedy' }, lastOutcome.remedy),
    el('p', { class: 'devices' }, devicesLine(home, options.isWaiting)),
    devices !== null && devices.heldBack.length > 0 && heldBackList(devices.heldBack),
    home.isAdministrator && home.role === 'owner' && administratorNote(),
    home.role === 'owner'
      ? el(
          'button',
          {
            type: 'button',
            class: 'quiet small',
            id: `disconnect-${home.home}`,
            'aria-label': `Disconnect ${home.name}`,
            click: options.onDisconnect,
          },
          'Disconnect',
        )
      : el('p', { class: 'hint' }, 'You are a member of this home; its owner looks after it.'),
  );
}
