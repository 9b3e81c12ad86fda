import { details, stateInWords } from '../describe.ts';
import { isDoorbell, NoDoorbell, pressDoorbell } from '../doorbell.ts';
import { type Entity, pairOf } from '../entity.ts';
import { plain, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { States } from '../states.ts';
import { type Html, html } from './html.ts';
import { iconOf } from './icons.ts';
import { page } from './layout.ts';

const groups: readonly (readonly [title: string, domains: readonly string[]])[] = [
  ['Lights', ['light']],
  ['Climate', ['climate', 'fan', 'sensor']],
  ['Doors and windows', ['lock', 'cover', 'binary_sensor', 'event']],
  ['Everything else', ['switch', 'media_player', 'scene', 'script']],
];

const idle = new Set(['off', 'locked', 'closed', 'unknown', 'paused', 'idle', 'unavailable']);

function isActive({ domain, state }: Entity): boolean {
  return domain !== 'sensor' && domain !== 'scene' && domain !== 'event' && !idle.has(state);
}

/** The colour of a lamp that is on. */
function tint(entity: Entity): string | undefined {
  const color = entity.state === 'on' ? pairOf(entity, 'hs_color') : undefined;
  return color && `hsl(${Math.round(color[0])} 95% ${Math.round(100 - color[1] * 0.45)}%)`;
}

const bell = ({ entityId }: Entity): Html =>
  html`<form method="post" action="/press/${encodeURIComponent(entityId)}"><button>Ring</button></form>`;

function card(entity: Entity): Html {
  const classes = [entity.domain === 'light' ? 'lamp' : '', isActive(entity) ? 'active' : ''];
  const more = [...details(entity)].map(([name, value]) => `${name} ${value}`).join(' · ');
  const color = tint(entity);
  // The colour is an SVG attribute because the page's policy forbids style attributes.
  const glow = color
    ? html`<svg class="glow" viewBox="0 0 2 2"><circle cx="1" cy="1" r="1" fill="${color}"/></svg>`
    : html``;
  return html`<li class="${classes.filter(Boolean).join(' ')}" data-entity="${entity.entityId}">
<span class="bulb" aria-hidden="true">${glow}${iconOf(entity)}</span>
<span class="what"><span class="name">${entity.name}</span>${
    more ? html`<span class="more">${more}</span>` : html``
  }</span>
<span class="state">${stateInWords(entity)}</span>${isDoorbell(entity) ? bell(entity) : html``}</li>`;
}

/** Fetches the page again and again, and puts the new devices in place of the old ones. */
const refresh = `
const main = document.querySelector('main');
async function look() {
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    const page = await answer.text();
    main.innerHTML = page.slice(page.indexOf('<main>') + 6, page.lastIndexOf('</main>'));
  } catch {
    const note = document.querySelector('#note');
    if (note) note.textContent = 'The home does not answer. It may have been stopped.';
  }
  setTimeout(look, 1000);
}
setTimeout(look, 1000);
`;

/** Every device and how it stands now. */
function homePage(states: States, locationName: string): Reply {
  const sections = groups.flatMap(([title, domains]) => {
    const items = states
      .list()
      .filter(({ domain }) => domains.includes(domain))
      .map(card);
    return items.length > 0 ? [html`<h2>${title}</h2><ul>${items}</ul>`] : [];
  });
  return page({
    title: locationName,
    script: refresh,
    body: html`<h1>${locationName}</h1>
<p class="soft" id="note">A demo home that speaks Home Assistant’s language. Tell Alexa to do something and
watch it happen here; this page keeps itself up to date.</p>
${sections}`,
  });
}

/**
 * What a person sees of the home, who needs no token for it: `GET /`, and `POST /press/<entity>` of its doorbells'
 * buttons. A button on another site's page rings nothing.
 */
export function homeRoutes({
  states,
  locationName,
  now,
}: {
  readonly states: States;
  readonly locationName: string;
  readonly now: () => Date;
}): readonly Route[] {
  return [
    { path: '/', methods: { GET: () => homePage(states, locationName) } },
    {
      path: '/press/:entity',
      methods: {
        POST: ({ parts: [entityId = ''], headers }) => {
          if (!['same-origin', undefined].includes(headers['sec-fetch-site']?.toString())) return plain(403);
          try {
            pressDoorbell(states, now(), entityId);
          } catch (error) {
            if (error instanceof NoDoorbell) return plain(404);
            throw error;
          }
          return { status: 303, headers: { location: '/' } };
        },
      },
    },
  ];
}
