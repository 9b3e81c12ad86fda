import { asList, at, resourcesOfType, type Template, type TemplateCheck } from './template.ts';

/** What must survive the stack: losing one of these loses homes, links or every sealed secret. */
const retained = ['UserPool', 'AlexaClient', 'PortalClient', 'RegistryTable', 'DevicesTable', 'VaultKey'];

const tableFaults = (template: Template): string[] => {
  const replicas = asList(at(template.Resources.RegistryTable?.Properties, 'Replicas'));
  const tables: [string, unknown][] = [
    ...replicas.map((replica): [string, unknown] => ['RegistryTable', replica]),
    ['DevicesTable', template.Resources.DevicesTable?.Properties],
  ];
  return [
    ...(template.Resources.RegistryTable?.Type === 'AWS::DynamoDB::GlobalTable'
      ? []
      : ['RegistryTable: is not a global table, which it can never become later']),
    ...(replicas.length === 0 ? ['RegistryTable: has no replica'] : []),
    ...tables.flatMap(([id, settings]) => [
      ...(at(settings, 'DeletionProtectionEnabled') === true ? [] : [`${id}: no deletion protection`]),
      ...(at(settings, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true
        ? []
        : [`${id}: no point-in-time recovery`]),
    ]),
    ...['RegistryTable', 'DevicesTable'].flatMap((id) => {
      const properties = template.Resources[id]?.Properties;
      return [
        ...(at(properties, 'SSESpecification', 'SSEEnabled') === true
          ? []
          : [`${id}: not encrypted with KMS`]),
        ...(at(properties, 'TimeToLiveSpecification', 'AttributeName') === 'ttl' &&
        at(properties, 'TimeToLiveSpecification', 'Enabled') === true
          ? []
          : [`${id}: items do not expire by \`ttl\``]),
      ];
    }),
  ];
};

const keyFaults = (template: Template): string[] => {
  const key = template.Resources.VaultKey?.Properties;
  return [
    ...(at(key, 'MultiRegion') === true ? [] : ['VaultKey: is not multi-region, which it can never become']),
    ...(at(key, 'EnableKeyRotation') === true ? [] : ['VaultKey: does not rotate']),
  ];
};

/** What fails for good must be kept, and somebody must hear of it. */
const deadLetterFaults = (template: Template, id: string): string[] => {
  const letters = asList(
    at(template.Resources[id]?.Properties, 'RedrivePolicy', 'deadLetterTargetArn', 'Fn::GetAtt'),
  );
  const watched = JSON.stringify({ 'Fn::GetAtt': [letters[0], 'QueueName'] });
  const isWatched = resourcesOfType(template, 'AWS::CloudWatch::Alarm').some(([, alarm]) =>
    JSON.stringify(at(alarm.Properties, 'Dimensions')).includes(watched),
  );
  if (letters[0] === undefined) return [`${id}: has no dead-letter queue`];
  return isWatched ? [] : [`${String(letters[0])}: no alarm says that something is in it`];
};

const queueFaults = (template: Template): string[] => {
  const queues = resourcesOfType(template, 'AWS::SQS::Queue');
  return [
    ...queues
      .filter(([, resource]) => at(resource.Properties, 'SqsManagedSseEnabled') !== true)
      .map(([id]) => `${id}: not encrypted`),
    ...queues
      .filter(([id]) => !id.endsWith('DeadLetterQueue'))
      .flatMap(([id]) => deadLetterFaults(template, id)),
  ];
};

const logFaults = (template: Template): string[] =>
  resourcesOfType(template, 'AWS::Logs::LogGroup')
    .filter(([, resource]) => at(resource.Properties, 'RetentionInDays') !== 30)
    .map(([id]) => `${id}: logs are not kept for 30 days`);

/** What is kept, how safely, and what is let go: tables, key, queues, logs. */
export const keepingFaults: TemplateCheck = (template) => [
  ...retained
    .filter((id) => {
      const resource = template.Resources[id];
      return resource?.DeletionPolicy !== 'Retain' || resource.UpdateReplacePolicy !== 'Retain';
    })
    .map((id) => `${id}: is not retained`),
  ...tableFaults(template),
  ...keyFaults(template),
  ...queueFaults(template),
  ...logFaults(template),
];
