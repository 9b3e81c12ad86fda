import type { VettedEndpoint } from '../../lib/alexa/discovery.ts';
import type { NewConnection } from '../../lib/homes/connections.ts';
import { Secret } from '../../lib/vault/secret.ts';

/** What is needed to reach a home, with a secret in every place that can hold one. */
export const accessTo = (name: string): NewConnection['access'] => ({
  url: new URL(`https://${name}.example:8123`),
  token: new Secret(`token-of-${name}`),
  headers: { 'cf-access-client-secret': new Secret(`header-of-${name}`) },
  tls: { clientCertificate: { certificate: 'PEM', key: new Secret(`key-of-${name}`) } },
});

/** A home as it is connected. */
export const connectionTo = (name: string, owner = 'owner'): NewConnection => ({
  owner,
  name,
  url: `https://${name}.example:8123`,
  revokeOnDisconnect: true,
  isAdministrator: false,
  homeAssistantVersion: '2026.11.2',
  access: accessTo(name),
});

/** A light that Alexa would take. */
export const endpointNamed = (endpointId: string, friendlyName = endpointId): VettedEndpoint => ({
  endpointId,
  friendlyName,
  description: `${endpointId} via Home Assistant`,
  manufacturerName: 'Home Assistant',
  displayCategories: ['LIGHT'],
  capabilities: [{ type: 'AlexaInterface', interface: 'Alexa.PowerController', version: '3' }],
});
