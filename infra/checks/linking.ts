import { asList, at, resourcesOfType, sameJson, type Template, type TemplateCheck } from './template.ts';

/** Hosts of Alexa's three redirect URLs: North America, Europe, Far East. */
const redirectHosts = ['pitangui.amazon.com', 'layla.amazon.com', 'alexa.amazon.co.jp'];
const redirectUrl = /^https:\/\/([^/]+)\/api\/skill\/link\/([A-Z0-9]+)$/;

const redirectFaults = (urls: readonly unknown[]): string[] => {
  const parts = urls.map((url) => (typeof url === 'string' ? redirectUrl.exec(url) : null));
  const hosts = parts.map((part) => part?.[1]);
  const vendors = new Set(parts.map((part) => part?.[2]));
  return [
    ...(urls.length === 3 && redirectHosts.every((host) => hosts.includes(host))
      ? []
      : ['AlexaClient: CallbackURLs are not exactly the three of Alexa']),
    ...(vendors.size === 1 ? [] : ['AlexaClient: CallbackURLs name more than one vendor']),
  ];
};

/** What Alexa's account linking and a peaceful life need of the Alexa client, property by property. */
const expectedOfAlexaClient: Readonly<Record<string, unknown>> = {
  GenerateSecret: true,
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['openid', 'porchlight/control'],
  SupportedIdentityProviders: ['COGNITO'],
  ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
  TokenValidityUnits: { AccessToken: 'hours', IdToken: 'hours', RefreshToken: 'days' },
  RefreshTokenValidity: 3650,
  RefreshTokenRotation: { Feature: 'DISABLED' },
  EnableTokenRevocation: true,
  PreventUserExistenceErrors: 'ENABLED',
};

const expectedOfPortalClient: Readonly<Record<string, unknown>> = {
  GenerateSecret: false,
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['openid', 'email', 'porchlight/account'],
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
};

const expectedOfPool: Readonly<Record<string, unknown>> = {
  UserPoolTier: 'ESSENTIALS',
  IssuerConfiguration: { Type: 'UPDATED' },
  DeletionProtection: 'ACTIVE',
};

const propertyFaults = (template: Template, id: string, expected: Readonly<Record<string, unknown>>) =>
  Object.entries(expected)
    .filter(([name, value]) => !sameJson(at(template.Resources[id]?.Properties, name), value))
    .map(([name, value]) => `${id}: ${name} is not ${JSON.stringify(value)}`);

/** Every client needs a branding style of its own, or managed login shows no pages for it. */
const brandingFaults = (template: Template): string[] => {
  const branded = resourcesOfType(template, 'AWS::Cognito::ManagedLoginBranding').map(([, resource]) =>
    at(resource.Properties, 'ClientId', 'Ref'),
  );
  return resourcesOfType(template, 'AWS::Cognito::UserPoolClient')
    .filter(([id]) => !branded.includes(id))
    .map(([id]) => `${id}: no managed login branding`);
};

/** The settings of the user pool and its clients on which account linking stands or falls. */
export const linkingFaults: TemplateCheck = (template) => {
  const alexa = template.Resources.AlexaClient?.Properties;
  const hours = at(alexa, 'AccessTokenValidity');
  return [
    ...redirectFaults(asList(at(alexa, 'CallbackURLs'))),
    ...propertyFaults(template, 'AlexaClient', expectedOfAlexaClient),
    ...propertyFaults(template, 'PortalClient', expectedOfPortalClient),
    ...propertyFaults(template, 'UserPool', expectedOfPool),
    // Alexa asks for 360 seconds at least; Cognito allows a day at most.
    ...(typeof hours === 'number' && hours * 3600 >= 360 && hours <= 24
      ? []
      : ['AlexaClient: AccessTokenValidity is not between 360 seconds and a day']),
    ...(at(template.Resources.UserPoolDomain?.Properties, 'ManagedLoginVersion') === 2
      ? []
      : ['UserPoolDomain: ManagedLoginVersion is not 2']),
    ...brandingFaults(template),
  ];
};
