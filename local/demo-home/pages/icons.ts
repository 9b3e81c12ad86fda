import { type Entity, textOf } from '../entity.ts';
import { type Html, html } from './html.ts';

/** Outlines on a grid of 24; drawn here because not every machine has a font with such pictures. */
const outlines: Readonly<Record<string, string>> = {
  light: 'M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2.1h5c0-.9.4-1.6 1-2.1A6 6 0 0 0 12 3z',
  climate: 'M10 4.5a2 2 0 0 1 4 0v9.2a4 4 0 1 1-4 0zM12 10v7',
  fan: 'M12 12c-1-3-1-8 2-8s3 5-2 8c3-1 8-1 8 2s-5 3-8-2c1 3 1 8-2 8s-3-5 2-8c-3 1-8 1-8-2s5-3 8 2z',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2',
  blind: 'M4 4h16M5 8h14M5 12h14M5 16h14M12 16v4',
  garage: 'M3 20V9l9-5 9 5v11M7 20v-8h10v8M7 15h10M7 17.5h10',
  window: 'M5 4h14v16H5zM12 4v16M5 12h14',
  motion: 'M13 4.5h.01M9 21l2.5-6-2-2.5 1-4.5 3 1.5 1.5 2.5H18M10.5 8 7.5 10v3M12.5 15l3 6',
  event: 'M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4',
  switch: 'M12 3v8M7.5 6a8 8 0 1 0 9 0',
  media_player:
    'M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-2.5-2.5A2.5 2.5 0 0 1 9 18zM19 16a2.5 2.5 0 1 1-2.5-2.5A2.5 2.5 0 0 1 19 16z',
  scene: 'M4 9h16v11H4zM4 9l1-4 15-1v5M9 5 8 9M14 4.5 13 9',
  script: 'M19 14.5A8 8 0 1 1 9.5 5a6.5 6.5 0 0 0 9.5 9.5z',
};

/** The picture of an entity: its device class's, else its domain's. */
export function iconOf(entity: Entity): Html {
  const outline =
    outlines[textOf(entity, 'device_class') ?? ''] ?? outlines[entity.domain] ?? outlines.climate ?? '';
  return html`<svg class="icon" viewBox="0 0 24 24"><path d="${outline}"/></svg>`;
}
