import type { ConnectedHome } from '../../api-types.ts';
import type { Words } from '../../i18n/en.ts';
import type { Notices } from '../../state/notices.tsx';

/** What to say of a home that was just connected. */
export const tellConnected = (
  notices: Notices,
  { name, reconnected }: ConnectedHome,
  { connect }: Words,
): void =>
  notices.tell('good', reconnected ? connect.reconnected(name) : connect.connected(name), connect.next);
