import { asList, at, functionLogicalId, resourcesOfType, sameJson, type TemplateCheck } from './template.ts';

const skillId = /^amzn1\.ask\.skill\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Alexa's two principals, and the one function that each may invoke: directives, and everything else of a skill. */
const alexaDoors: readonly [principal: string, name: string][] = [
  ['alexa-connectedhome.amazon.com', 'directive'],
  ['alexa-appkit.amazon.com', 'skill'],
];

/** Of AWS's own services: the HTTP API for its routes, and the clock for what looks after homes. */
const serviceMayInvoke = (properties: unknown): boolean => {
  if (at(properties, 'SourceArn') === undefined) return false;
  const principal = at(properties, 'Principal');
  if (principal === 'apigateway.amazonaws.com') return true;
  const upkeep = { 'Fn::GetAtt': [functionLogicalId('upkeep'), 'Arn'] };
  return principal === 'events.amazonaws.com' && sameJson(at(properties, 'FunctionName'), upkeep);
};

const permissionFaults: TemplateCheck = (template) => {
  const permissions = resourcesOfType(template, 'AWS::Lambda::Permission');
  const ofAlexa = (principal: string) =>
    permissions.filter(([, resource]) => at(resource.Properties, 'Principal') === principal);
  return [
    ...alexaDoors.flatMap(([principal, name]) => {
      const doors = ofAlexa(principal);
      const target = { 'Fn::GetAtt': [functionLogicalId(name), 'Arn'] };
      return doors.length === 1 && sameJson(at(doors[0]?.[1].Properties, 'FunctionName'), target)
        ? []
        : [`Alexa may not invoke the ${name} function, or ${principal} may invoke another`];
    }),
    ...alexaDoors
      .flatMap(([principal]) => ofAlexa(principal))
      .filter(([, resource]) => !skillId.test(String(at(resource.Properties, 'EventSourceToken'))))
      .map(([id]) => `${id}: is not bound to a skill id`),
    ...permissions
      .filter(
        ([, { Properties }]) =>
          !alexaDoors.some(([principal]) => Properties?.Principal === principal) &&
          !serviceMayInvoke(Properties),
      )
      .map(([id]) => `${id}: lets somebody unforeseen invoke a function`),
  ];
};

/** Only the portal's pages are open; all other routes go through the authorizer, whose answers differ by route. */
const routeFaults: TemplateCheck = (template) => {
  const authorizer = Object.values(template.Resources).find(
    ({ Type }) => Type === 'AWS::ApiGatewayV2::Authorizer',
  )?.Properties;
  return [
    ...resourcesOfType(template, 'AWS::ApiGatewayV2::Route')
      .filter(
        ([, resource]) =>
          at(resource.Properties, 'AuthorizationType') !== 'CUSTOM' &&
          !JSON.stringify(at(resource.Properties, 'Target') ?? '').includes('HttpApiIntegrationPortal'),
      )
      .map(([id]) => `${id}: is open to everybody`),
    ...(sameJson(asList(at(authorizer, 'IdentitySource')), [
      '$request.header.Authorization',
      '$context.routeKey',
    ])
      ? []
      : ['The authorizer caches its answers without the route']),
    ...(at(authorizer, 'AuthorizerPayloadFormatVersion') === '2.0' &&
    at(authorizer, 'EnableSimpleResponses') === true
      ? []
      : ['The authorizer does not answer simply, or not to payload 2.0']),
    ...resourcesOfType(template, 'AWS::ApiGatewayV2::Stage')
      .filter(([, resource]) => {
        const format = at(resource.Properties, 'AccessLogSettings', 'Format');
        return typeof format !== 'string' || /\$context\.(path|domainName\/|.*query)/i.test(format);
      })
      .map(([id]) => `${id}: has no access log, or one with paths or queries in it`),
    ...resourcesOfType(template, 'AWS::ApiGatewayV2::Stage')
      .filter(([, resource]) =>
        ['ThrottlingBurstLimit', 'ThrottlingRateLimit'].some(
          (limit) => !(Number(at(resource.Properties, 'DefaultRouteSettings', limit)) > 0),
        ),
      )
      .map(([id]) => `${id}: is not throttled, or wholly shut`),
  ];
};

/** Who may come in: Alexa for one skill, the HTTP API for its routes, the clock for upkeep, a token for all but the pages. */
export const doorFaults: TemplateCheck = (template) => [
  ...permissionFaults(template),
  ...routeFaults(template),
];
