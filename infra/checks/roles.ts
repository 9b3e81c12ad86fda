import {
  asList,
  at,
  functionLogicalId,
  isRecord,
  resourcesOfType,
  sameJson,
  type Template,
  type TemplateCheck,
} from './template.ts';

/** A right as a short text: `action on resource`, with `for purposes` where the vault's key is concerned. */
export type Right = string;

const connection = (action: string): Right => `kms:${action} on VaultKey for connection`;

/** Exactly what each function may do besides writing its own log. A right that is not here is a fault. */
export const designedRights: Readonly<Record<string, readonly Right[]>> = {
  directive: [
    'dynamodb:GetItem on RegistryTable',
    'dynamodb:BatchGetItem on RegistryTable',
    'dynamodb:Query on RegistryTable',
    'dynamodb:Query on DevicesTable',
    connection('Decrypt'),
    'sqs:SendMessage on LooksQueue',
    'lambda:InvokeFunction on AcceptgrantLambdaFunction',
  ],
  acceptgrant: [
    'dynamodb:GetItem on RegistryTable',
    'dynamodb:UpdateItem on RegistryTable',
    'kms:GenerateDataKey on VaultKey for grant',
    'kms:Decrypt on VaultKey for messaging',
  ],
  authorizer: ['dynamodb:GetItem on RegistryTable'],
  account: [
    'dynamodb:GetItem on RegistryTable',
    'dynamodb:PutItem on RegistryTable',
    'dynamodb:UpdateItem on RegistryTable',
    'dynamodb:DeleteItem on RegistryTable',
    'dynamodb:Query on RegistryTable',
    'dynamodb:Query on DevicesTable',
    'dynamodb:GetItem on DevicesTable',
    'dynamodb:BatchWriteItem on DevicesTable',
    'kms:GenerateDataKey on VaultKey for connection, link',
    'kms:Decrypt on VaultKey for connection, link',
    'sqs:SendMessage on LooksQueue',
    'sqs:SendMessage on ErasuresQueue',
  ],
  observe: [
    'dynamodb:GetItem on RegistryTable',
    'dynamodb:PutItem on RegistryTable',
    'dynamodb:UpdateItem on RegistryTable',
    'dynamodb:DeleteItem on RegistryTable',
    'dynamodb:Query on RegistryTable',
    'dynamodb:Query on DevicesTable',
    'dynamodb:PutItem on DevicesTable',
    'dynamodb:GetItem on DevicesTable',
    'dynamodb:BatchWriteItem on DevicesTable',
    connection('Decrypt'),
    'sqs:ReceiveMessage on LooksQueue',
    'sqs:DeleteMessage on LooksQueue',
    'sqs:ChangeMessageVisibility on LooksQueue',
    'sqs:GetQueueAttributes on LooksQueue',
    'sqs:SendMessage on DeliveriesQueue',
    'sqs:SendMessage on LooksQueue',
  ],
  hints: ['sqs:SendMessage on LooksQueue'],
  report: [
    'dynamodb:GetItem on RegistryTable',
    'dynamodb:BatchGetItem on RegistryTable',
    'dynamodb:Query on RegistryTable',
    'dynamodb:UpdateItem on RegistryTable',
    'dynamodb:GetItem on DevicesTable',
    'dynamodb:PutItem on DevicesTable',
    'dynamodb:DeleteItem on DevicesTable',
    'dynamodb:Query on DevicesTable',
    'kms:GenerateDataKey on VaultKey for grant',
    'kms:Decrypt on VaultKey for grant, messaging',
    'sqs:ReceiveMessage on DeliveriesQueue',
    'sqs:DeleteMessage on DeliveriesQueue',
    'sqs:ChangeMessageVisibility on DeliveriesQueue',
    'sqs:GetQueueAttributes on DeliveriesQueue',
    'sqs:SendMessage on LooksQueue',
  ],
  erasure: [
    'dynamodb:GetItem on RegistryTable',
    'dynamodb:PutItem on RegistryTable',
    'dynamodb:UpdateItem on RegistryTable',
    'dynamodb:DeleteItem on RegistryTable',
    'dynamodb:Query on RegistryTable',
    'dynamodb:GetItem on DevicesTable',
    'dynamodb:Query on DevicesTable',
    'dynamodb:BatchWriteItem on DevicesTable',
    connection('Decrypt'),
    'cognito-idp:AdminDeleteUser on UserPool',
    'sqs:ReceiveMessage on ErasuresQueue',
    'sqs:DeleteMessage on ErasuresQueue',
    'sqs:ChangeMessageVisibility on ErasuresQueue',
    'sqs:GetQueueAttributes on ErasuresQueue',
    'sqs:SendMessage on ErasuresQueue',
    'sqs:SendMessage on DeliveriesQueue',
    'sqs:SendMessage on LooksQueue',
  ],
  skill: [
    'dynamodb:GetItem on RegistryTable',
    'dynamodb:BatchGetItem on RegistryTable',
    'dynamodb:Query on RegistryTable',
    'dynamodb:Query on DevicesTable',
    connection('Decrypt'),
    'sqs:SendMessage on LooksQueue',
  ],
  upkeep: [
    'dynamodb:Query on DevicesTable/index/due',
    'dynamodb:UpdateItem on DevicesTable',
    'sqs:SendMessage on LooksQueue',
  ],
  portal: [],
};

/**
 * Where `Resource: '*'` is the narrowest that AWS knows, and why. Roles: nowhere. A key's own policy can name
 * nothing else: there it means the key.
 */
const starIsNarrowest: readonly string[] = ['AWS::KMS::Key'];

/** What belongs to a resource and has an ARN below it, such as one index of a table; never more than one of them. */
const partOfResource = /^\$\{(\w+)\.Arn\}\/([\w/]+)$/;

const resourceName = (resource: unknown): string => {
  const target = asList(at(resource, 'Fn::GetAtt'));
  const [, table, part] = partOfResource.exec(String(at(resource, 'Fn::Sub'))) ?? [];
  if (table !== undefined && part !== undefined) return `${table}/${part}`;
  return target.length === 2 ? String(target[0]) : JSON.stringify(resource);
};

const statementsOf = (template: Template, roleId: string): readonly unknown[] =>
  asList(at(template.Resources[roleId]?.Properties, 'Policies')).flatMap((policy) =>
    asList(at(policy, 'PolicyDocument', 'Statement')),
  );

/** The rights that a role's inline policies grant, flattened; its own log group is left out. */
export const grantedRights = (template: Template, roleId: string, logGroupId: string): Right[] =>
  statementsOf(template, roleId).flatMap((statement) => {
    const purposes = asList(at(statement, 'Condition', 'StringEquals', 'kms:EncryptionContext:purpose'));
    const suffix = purposes.length > 0 ? ` for ${purposes.join(', ')}` : '';
    return asList(at(statement, 'Action')).flatMap((action) =>
      asList(at(statement, 'Resource'))
        .map((resource) => `${String(action)} on ${resourceName(resource)}${suffix}`)
        .filter(
          (right) =>
            !/^logs:(CreateLogStream|PutLogEvents) on /.test(right) || !right.endsWith(` on ${logGroupId}`),
        ),
    );
  });

/** The vault's key may only be used with the app's name and a place in the encryption context. */
const keyUseFaults = (id: string, statement: unknown): string[] => {
  const usesKey = asList(at(statement, 'Action')).some((action) =>
    /^kms:(Gen|Dec|Enc|ReE)/.test(String(action)),
  );
  const bound =
    at(statement, 'Condition', 'StringEquals', 'kms:EncryptionContext:app') === 'porchlight' &&
    at(statement, 'Condition', 'Null', 'kms:EncryptionContext:place') === 'false';
  return usesKey && !bound ? [`${id}: uses the vault's key without app and place in the context`] : [];
};

/** What one statement allows too widely, wherever in the template it stands. */
const wideFaults = (id: string, type: string, statement: unknown): string[] => [
  ...asList(at(statement, 'Action'))
    .filter((action) => String(action).includes('*'))
    .map((action) => `${id}: action ${String(action)}`),
  ...['NotAction', 'NotResource']
    .filter((name) => at(statement, name) !== undefined)
    .map((name) => `${id}: ${name} allows whatever comes`),
  ...(asList(at(statement, 'Resource')).includes('*') && !starIsNarrowest.includes(type)
    ? [`${id}: resource *`]
    : []),
  ...keyUseFaults(id, statement),
];

/** Faults of every allowing statement inside a resource. */
const statementFaults = (id: string, type: string, value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => statementFaults(id, type, item));
  if (!isRecord(value)) return [];
  return [
    ...(value.Effect === 'Allow' ? wideFaults(id, type, value) : []),
    ...Object.values(value).flatMap((item) => statementFaults(id, type, item)),
  ];
};

const functionFaults = (template: Template, name: string, rights: readonly Right[]): string[] => {
  const id = functionLogicalId(name);
  const roleId = id.replace('LambdaFunction', 'Role');
  const lambda = template.Resources[id];
  if (lambda === undefined) return [`${id}: missing`];
  if (!sameJson(at(lambda.Properties, 'Role'), { 'Fn::GetAtt': [roleId, 'Arn'] })) {
    return [`${id}: its role is not ${roleId}`];
  }
  const granted = grantedRights(template, roleId, id.replace('LambdaFunction', 'LogGroup'));
  return [
    ...granted.filter((right) => !rights.includes(right)).map((right) => `${roleId}: too much: ${right}`),
    ...rights.filter((right) => !granted.includes(right)).map((right) => `${roleId}: missing: ${right}`),
    ...(at(template.Resources[roleId]?.Properties, 'ManagedPolicyArns') === undefined
      ? []
      : [`${roleId}: has managed policies`]),
  ];
};

/** One role a function with exactly the designed rights, and no other role or policy beside them. */
export const roleFaults: TemplateCheck = (template) => {
  const known = Object.keys(designedRights).map(functionLogicalId);
  const strangers = [
    ...resourcesOfType(template, 'AWS::Lambda::Function')
      .filter(([id]) => !known.includes(id))
      .map(([id]) => `${id}: no rights are designed for it`),
    ...resourcesOfType(template, 'AWS::IAM::Role')
      .filter(([id]) => !known.includes(id.replace(/Role$/, 'LambdaFunction')))
      .map(([id]) => `${id}: belongs to no function`),
    ...['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy']
      .flatMap((type) => resourcesOfType(template, type))
      .map(([id]) => `${id}: rights belong into the functions' roles`),
  ];
  return [
    ...strangers,
    ...Object.entries(designedRights).flatMap(([name, rights]) => functionFaults(template, name, rights)),
    ...Object.entries(template.Resources).flatMap(([id, resource]) =>
      statementFaults(id, resource.Type, resource.Properties ?? {}),
    ),
  ];
};
