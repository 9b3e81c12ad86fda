import type { Connection } from '../../lib/homes/connections.ts';

/** A home as the registry has it; nothing can be unsealed from it. */
export const connectionOf = (change: Partial<Connection> = {}): Connection => ({
  home: 'kaaaaaa',
  owner: 'ann',
  name: 'Home',
  url: 'https://home.example',
  sealed: {
    v: 1,
    key: new Uint8Array(),
    iv: new Uint8Array(),
    data: new Uint8Array(),
    tag: new Uint8Array(),
  },
  connectionVersion: 1,
  revokeOnDisconnect: true,
  isAdministrator: false,
  homeAssistantVersion: '2026.8.3',
  paused: false,
  handedOver: false,
  connectedAt: 1,
  version: 1,
  ...change,
});
