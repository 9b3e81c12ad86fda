import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildFunctions } from '../../infra/build.ts';
import { templateFaults } from '../../infra/checks/all.ts';
import { doorFaults } from '../../infra/checks/doors.ts';
import { environmentFaults } from '../../infra/checks/environment.ts';
import { keepingFaults } from '../../infra/checks/keeping.ts';
import { linkingFaults } from '../../infra/checks/linking.ts';
import { grantedRights, roleFaults } from '../../infra/checks/roles.ts';
import { at, resourcesOfType, type Template } from '../../infra/checks/template.ts';
import { placeholderFaults } from '../../infra/guard-plugin.ts';
import { PASSWORD_POLICY } from '../../local/cognito/password-policy.ts';
import { packageTemplate } from './package-template.ts';
import { createSpecificationCheck, type SpecificationCheck } from './specification.ts';

const skillId = 'amzn1.ask.skill.12345678-9abc-4def-8123-456789abcdef';
let bundles: string;
let plain: Template;
let configured: Template;
let specificationFaults: SpecificationCheck;

beforeAll(async () => {
  bundles = await mkdtemp(join(tmpdir(), 'porchlight-bundles-'));
  await buildFunctions({ outDir: bundles });
  specificationFaults = createSpecificationCheck();
  [plain, configured] = await Promise.all([
    packageTemplate(bundles),
    packageTemplate(bundles, {
      skillId,
      invocationNames: 'en=dear jarvis, de=lieber jarvis',
      vendorId: 'M1ABCDEFGHIJKL',
      domainPrefix: 'lighthouse-keepers',
      signUpMode: 'invitation',
      sender: 'porch@example.org',
      senderIdentity: 'example.org',
      logLevel: 'DEBUG',
      homeRegion: 'eu-west-1',
      homeAddressAllowlist: '192.168.7.0/24:8123',
      portalDomain: 'porch.example.org',
      portalCertificate: 'arn:aws:acm:eu-west-1:123456789012:certificate/0',
    }),
  ]);
}, 60_000);
afterAll(() => rm(bundles, { recursive: true, force: true }));

/** A copy with one value somewhere replaced (or removed, when undefined); the path must exist up to its end. */
const seeded = (path: readonly string[], value: unknown): Template => {
  const copy: Template = structuredClone(plain);
  const parent = path.slice(0, -1).reduce<unknown>((inner, key) => {
    if (typeof inner === 'object' && inner !== null && key in inner) return Reflect.get(inner, key);
    throw new Error(`No ${key} on the way to ${path.join('.')}`);
  }, copy);
  const last = path.at(-1) ?? '';
  if (typeof parent !== 'object' || parent === null) throw new Error(`Nothing at ${path.join('.')}`);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, value);
  return copy;
};

const inResource = (id: string, ...path: string[]): string[] => ['Resources', id, 'Properties', ...path];

describe('the packaged template', () => {
  test('needs no account and no parameter, and follows every rule', () => {
    expect(templateFaults(plain)).toEqual([]);
    expect(templateFaults(configured)).toEqual([]);
  });

  test("is valid by CloudFormation's schemas, with and without the optional parts", () => {
    expect(specificationFaults(plain)).toEqual([]);
    expect(specificationFaults(configured)).toEqual([]);
  });

  test('takes its parameters', () => {
    const { Resources } = configured;
    expect(at(Resources.UserPool, 'Properties', 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly')).toBe(
      true,
    );
    expect(
      at(plain.Resources.UserPool, 'Properties', 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly'),
    ).toBe(false);
    expect(at(Resources.AlexaClient, 'Properties', 'CallbackURLs')).toEqual([
      'https://pitangui.amazon.com/api/skill/link/M1ABCDEFGHIJKL',
      'https://layla.amazon.com/api/skill/link/M1ABCDEFGHIJKL',
      'https://alexa.amazon.co.jp/api/skill/link/M1ABCDEFGHIJKL',
    ]);
    expect(at(Resources.UserPoolDomain, 'Properties', 'Domain')).toBe('lighthouse-keepers');
    const permission = resourcesOfType(configured, 'AWS::Lambda::Permission').find(
      ([, { Properties }]) => Properties?.Principal === 'alexa-connectedhome.amazon.com',
    );
    expect(permission?.[1].Properties?.EventSourceToken).toBe(skillId);
    expect(at(Resources.PortalLambdaFunction, 'Properties', 'Environment', 'Variables')).toMatchObject({
      SKILL_ID: skillId,
      INVOCATION_NAMES: 'en=dear jarvis, de=lieber jarvis',
    });
    const variables = at(Resources.DirectiveLambdaFunction, 'Properties', 'Environment', 'Variables');
    expect(variables).toMatchObject({
      LOG_LEVEL: 'DEBUG',
      HOME_REGION: 'eu-west-1',
      HOME_ADDRESS_ALLOWLIST: '192.168.7.0/24:8123',
    });
    expect(JSON.stringify(Resources.UserPool)).toContain('Porchlight <porch@example.org>');
    expect(JSON.stringify(Resources.UserPool)).toContain(':identity/example.org');
    expect(JSON.stringify(Resources.PortalClient)).toContain('"https://porch.example.org"');
  });

  test('gives every function arm64, Node 24 and no secret of a client', () => {
    const functions = resourcesOfType(plain, 'AWS::Lambda::Function');
    expect(functions.map(([id]) => id.replace('LambdaFunction', '')).sort()).toEqual(
      [
        'Account',
        'Acceptgrant',
        'Authorizer',
        'Directive',
        'Erasure',
        'Hints',
        'Observe',
        'Portal',
        'Report',
        'Skill',
        'Upkeep',
      ].sort(),
    );
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(Properties).not.toHaveProperty('TracingConfig');
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
    expect(JSON.stringify(plain)).not.toContain('ClientSecret');
  });

  test('asks of passwords what the laptop asks of them', () => {
    const policy = at(plain.Resources.UserPool, 'Properties', 'Policies', 'PasswordPolicy');
    expect(policy).toEqual({ ...PASSWORD_POLICY, TemporaryPasswordValidityDays: 7 });
  });

  test('throttles the HTTP API', () => {
    expect(at(plain.Resources.HttpApiStage, 'Properties', 'DefaultRouteSettings')).toMatchObject({
      ThrottlingBurstLimit: 100,
      ThrottlingRateLimit: 50,
    });
    // A route that is not there yet cannot be given settings.
    expect(plain.Resources.HttpApiStage).toMatchObject({
      Properties: {
        RouteSettings: { 'POST /v1/hints': { ThrottlingBurstLimit: 1000, ThrottlingRateLimit: 500 } },
      },
      DependsOn: expect.arrayContaining(['HttpApiRoutePostV1Hints']),
    });
    expect(at(plain.Resources.HttpApiRoutePostV1Hints, 'Properties', 'RouteKey')).toBe('POST /v1/hints');
  });

  test('counts tokens that do not fit in directives, in grants and in speech', () => {
    const watched = resourcesOfType(plain, 'AWS::CloudWatch::Alarm')
      .filter(([, alarm]) => JSON.stringify(alarm).includes('"token_mismatched"'))
      .map(([, alarm]) => at(alarm, 'Properties', 'MetricName'));
    expect(watched.sort()).toEqual(['FailedDirectives', 'FailedGrants', 'FailedSentences']);
  });

  test('tells each function about the queue only where it sends to it', () => {
    const told = resourcesOfType(plain, 'AWS::Lambda::Function')
      .filter(
        ([, each]) => at(each, 'Properties', 'Environment', 'Variables', 'LOOKS_QUEUE_URL') !== undefined,
      )
      .map(([id]) => id);
    expect(told.sort()).toEqual([
      'AccountLambdaFunction',
      'DirectiveLambdaFunction',
      'ErasureLambdaFunction',
      'HintsLambdaFunction',
      'ObserveLambdaFunction',
      'ReportLambdaFunction',
      'SkillLambdaFunction',
      'UpkeepLambdaFunction',
    ]);
  });

  test('starts upkeep every minute, lets it ask the index and nothing else, and says when it fails or stops', () => {
    const rules = resourcesOfType(plain, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(at(rules[0], 'Targets')).toMatchObject([
      { Arn: { 'Fn::GetAtt': ['UpkeepLambdaFunction', 'Arn'] } },
    ]);
    const reads = grantedRights(plain, 'UpkeepRole', 'UpkeepLogGroup').filter((right) =>
      /Query|Get|Scan/.test(right),
    );
    expect(reads).toEqual(['dynamodb:Query on DevicesTable/index/due']);
    const watched = resourcesOfType(plain, 'AWS::CloudWatch::Alarm')
      .filter(([, alarm]) => JSON.stringify(at(alarm, 'Properties', 'Dimensions')).includes('UpkeepLambda'))
      .map(([, { Properties }]) => [Properties?.MetricName, Properties?.TreatMissingData]);
    expect(watched.sort()).toEqual([
      ['Errors', 'notBreaching'],
      ['Invocations', 'breaching'],
    ]);
  });

  test('finds what is due by an index of its own, which holds keys only', () => {
    expect(at(plain.Resources.DevicesTable?.Properties, 'GlobalSecondaryIndexes')).toEqual([
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'due', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
  });

  test("lets Alexa bring a skill's events to the function that is named for it", () => {
    const { SkillLambdaPermissionAlexaSkill1: door } = configured.Resources;
    expect(door?.Properties).toMatchObject({
      Principal: 'alexa-appkit.amazon.com',
      Action: 'lambda:InvokeFunction',
      EventSourceToken: skillId,
      FunctionName: { 'Fn::GetAtt': ['SkillLambdaFunction', 'Arn'] },
    });
    expect(at(configured.Outputs, 'SkillFunctionArn', 'Value')).toEqual({
      'Fn::GetAtt': ['SkillLambdaFunction', 'Arn'],
    });
    expect(at(plain.Resources.SkillErrorsAlarm?.Properties, 'Dimensions')).toEqual([
      { Name: 'FunctionName', Value: { Ref: 'SkillLambdaFunction' } },
    ]);
    const service = [{ Name: 'service', Value: 'porchlight' }];
    expect(plain.Resources).toMatchObject({
      SkillEventsDroppedAlarm: { Properties: { MetricName: 'DroppedSkillEvents', Dimensions: service } },
      SkillRequestsRefusedAlarm: { Properties: { MetricName: 'RefusedSkillRequests', Dimensions: service } },
      SkillResponsesRejectedAlarm: {
        Properties: { MetricName: 'RejectedSkillResponses', Dimensions: service },
      },
      SentencesFailedAlarm: {
        Properties: {
          MetricName: 'FailedSentences',
          Dimensions: [...service, { Name: 'outcome', Value: 'unexpected' }],
        },
      },
    });
  });

  test('lets exactly these functions use the key, each for its own purposes', () => {
    const uses = resourcesOfType(plain, 'AWS::IAM::Role').flatMap(([id]) =>
      grantedRights(plain, id, '')
        .filter((right) => right.startsWith('kms:'))
        .map((right) => `${id} ${right}`),
    );
    expect(uses.sort()).toEqual([
      'AcceptgrantRole kms:Decrypt on VaultKey for messaging',
      'AcceptgrantRole kms:GenerateDataKey on VaultKey for grant',
      'AccountRole kms:Decrypt on VaultKey for connection, link',
      'AccountRole kms:GenerateDataKey on VaultKey for connection, link',
      'DirectiveRole kms:Decrypt on VaultKey for connection',
      'ErasureRole kms:Decrypt on VaultKey for connection',
      'ObserveRole kms:Decrypt on VaultKey for connection',
      'ReportRole kms:Decrypt on VaultKey for grant, messaging',
      'ReportRole kms:GenerateDataKey on VaultKey for grant',
      'SkillRole kms:Decrypt on VaultKey for connection',
    ]);
  });

  test('lets one function delete users, of this pool, and no function do anything else there', () => {
    const there = resourcesOfType(plain, 'AWS::IAM::Role').flatMap(([id]) =>
      grantedRights(plain, id, '')
        .filter((right) => right.startsWith('cognito'))
        .map((right) => `${id} ${right}`),
    );
    expect(there).toEqual(['ErasureRole cognito-idp:AdminDeleteUser on UserPool']);
  });

  test('keeps what is to be erased for as long as it can, and hands it out again by itself', () => {
    expect(plain.Resources.ErasuresQueue?.Properties).toMatchObject({
      MessageRetentionPeriod: 14 * 86_400,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['ErasuresDeadLetterQueue', 'Arn'] },
        maxReceiveCount: 20,
      },
    });
  });

  test('keeps deliveries in order by group, at high throughput, and hands them out again by themselves', () => {
    const { Resources } = plain;
    expect(Resources.DeliveriesQueue?.Properties).toMatchObject({
      FifoQueue: true,
      FifoThroughputLimit: 'perMessageGroupId',
      DeduplicationScope: 'messageGroup',
      ContentBasedDeduplication: false,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['DeliveriesDeadLetterQueue', 'Arn'] },
        maxReceiveCount: 12,
      },
    });
    expect(Resources.DeliveriesDeadLetterQueue?.Properties).toMatchObject({ FifoQueue: true });
    const sources = resourcesOfType(plain, 'AWS::Lambda::EventSourceMapping').map(
      ([, { Properties }]) => Properties,
    );
    expect(sources).toHaveLength(3);
    for (const source of sources) {
      expect(source).toMatchObject({
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: expect.any(Number) },
      });
    }
  });

  test.each([
    ['Observe', 'Looks'],
    ['Report', 'Deliveries'],
    ['Erasure', 'Erasures'],
  ])('%s has less time than a message of %s stays hidden', (name, queue) => {
    const timeout = at(plain.Resources[`${name}LambdaFunction`]?.Properties, 'Timeout');
    const hidden = at(plain.Resources[`${queue}Queue`]?.Properties, 'VisibilityTimeout');
    expect(Number(hidden)).toBeGreaterThan(Number(timeout));
  });

  test('is not deployed with placeholders', () => {
    expect(placeholderFaults(plain)).toHaveLength(3);
    expect(placeholderFaults(configured)).toEqual([]);
  });

  test('is not even packaged with an unknown sign-up mode', async () => {
    await expect(packageTemplate(bundles, { signUpMode: 'everybody' })).rejects.toMatchObject({
      output: expect.stringContaining('AllowAdminCreateUserOnly'),
    });
  });

  test("is not even packaged with an operator's loopback allow-list", async () => {
    await expect(
      packageTemplate(bundles, { homeAddressAllowlist: '127.0.0.0/8:9001' }),
    ).rejects.toMatchObject({
      output: expect.stringContaining('reaches loopback'),
    });
  });
});

describe('seeded errors are found', () => {
  const environment = (id: string, name: string) => inResource(id, 'Environment', 'Variables', name);
  const statement = (id: string, index: number, ...path: string[]) =>
    inResource(id, 'Policies', '0', 'PolicyDocument', 'Statement', String(index), ...path);

  test.each<[fault: string, path: string[], value: unknown]>([
    ['UserPool: no property Tier', inResource('UserPool', 'Tier'), 'ESSENTIALS'],
    [
      'LooksQueue.VisibilityTimeout: is not of type integer',
      inResource('LooksQueue', 'VisibilityTimeout'),
      '90',
    ],
    ['UserPoolDomain: Domain is required', inResource('UserPoolDomain', 'Domain'), undefined],
    ['Queue: no resource type AWS::SQS::Quue', ['Resources', 'Queue'], { Type: 'AWS::SQS::Quue' }],
    [
      'DirectiveLambdaFunction: Ref to Registry, which does not exist',
      environment('DirectiveLambdaFunction', 'REGISTRY_TABLE'),
      { Ref: 'Registry' },
    ],
    [
      'DirectiveLambdaFunction: VaultKey has no attribute KeyArn',
      environment('DirectiveLambdaFunction', 'VAULT_KEY_ID'),
      { 'Fn::GetAtt': ['VaultKey', 'KeyArn'] },
    ],
    [
      'AlexaClient: depends on Scopes, which does not exist',
      ['Resources', 'AlexaClient', 'DependsOn'],
      'Scopes',
    ],
    ['output X: no condition Sometimes', ['Outputs', 'X'], { Value: { 'Fn::If': ['Sometimes', 'a', 'b'] } }],
    [
      'circle: LooksDeadLetterQueue → LooksQueue → LooksDeadLetterQueue',
      ['Resources', 'LooksDeadLetterQueue', 'DependsOn'],
      'LooksQueue',
    ],
  ])('specification: %s', (fault, path, value) => {
    const faults = specificationFaults(seeded(path, value)).map((found) =>
      found.replace(
        'LooksQueue → LooksDeadLetterQueue → LooksQueue',
        'LooksDeadLetterQueue → LooksQueue → LooksDeadLetterQueue',
      ),
    );
    expect(faults).toContain(fault);
  });

  const anyIndex = { 'Fn::Sub': ['$', '{DevicesTable.Arn}/index/*'].join('') };
  test.each<[fault: string, path: string[], value: unknown]>([
    ['DirectiveRole: action dynamodb:*', statement('DirectiveRole', 1, 'Action'), ['dynamodb:*']],
    ['DirectiveRole: resource *', statement('DirectiveRole', 2, 'Resource'), '*'],
    [
      'ErasureRole: too much: cognito-idp:AdminCreateUser on UserPool',
      statement('ErasureRole', 4, 'Action'),
      ['cognito-idp:AdminDeleteUser', 'cognito-idp:AdminCreateUser'],
    ],
    [
      'DirectiveRole: too much: dynamodb:PutItem on RegistryTable',
      statement('DirectiveRole', 1, 'Action'),
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    ],
    ['DirectiveRole: missing: sqs:SendMessage on LooksQueue', statement('DirectiveRole', 4, 'Action'), []],
    [
      'AcceptgrantRole: too much: kms:Decrypt on VaultKey for connection',
      statement('AcceptgrantRole', 3, 'Condition', 'StringEquals', 'kms:EncryptionContext:purpose'),
      'connection',
    ],
    [
      "ObserveRole: uses the vault's key without app and place in the context",
      statement('ObserveRole', 3, 'Condition', 'Null'),
      {},
    ],
    [
      'ObserveLambdaFunction: its role is not ObserveRole',
      inResource('ObserveLambdaFunction', 'Role'),
      { 'Fn::GetAtt': ['AccountRole', 'Arn'] },
    ],
    [
      'UpkeepRole: too much: dynamodb:Query on DevicesTable',
      statement('UpkeepRole', 1, 'Resource'),
      { 'Fn::GetAtt': ['DevicesTable', 'Arn'] },
    ],
    [
      `UpkeepRole: too much: dynamodb:Query on ${JSON.stringify(anyIndex)}`,
      statement('UpkeepRole', 1, 'Resource'),
      anyIndex,
    ],
    ['Spare: belongs to no function', ['Resources', 'Spare'], { Type: 'AWS::IAM::Role' }],
    [
      'PortalRole: has managed policies',
      inResource('PortalRole', 'ManagedPolicyArns'),
      ['arn:aws:iam::aws:policy/AdministratorAccess'],
    ],
  ])('roles: %s', (fault, path, value) => {
    expect(roleFaults(seeded(path, value))).toContain(fault);
  });

  test.each<[fault: RegExp, path: string[], value: unknown]>([
    [
      /CallbackURLs are not exactly the three/,
      inResource('AlexaClient', 'CallbackURLs', '1'),
      'https://layla.amazon.com/api/skill/link/M0000000000000/',
    ],
    [
      /more than one vendor/,
      inResource('AlexaClient', 'CallbackURLs', '2'),
      'https://alexa.amazon.co.jp/api/skill/link/M2',
    ],
    [/AllowedOAuthFlows is not/, inResource('AlexaClient', 'AllowedOAuthFlows'), ['code', 'implicit']],
    [
      /AllowedOAuthScopes is not/,
      inResource('AlexaClient', 'AllowedOAuthScopes'),
      ['openid', 'aws.cognito.signin.user.admin'],
    ],
    [/AccessTokenValidity is not/, inResource('AlexaClient', 'AccessTokenValidity'), 0],
    [/RefreshTokenValidity is not 3650/, inResource('AlexaClient', 'RefreshTokenValidity'), 30],
    [
      /AlexaClient: RefreshTokenRotation/,
      inResource('AlexaClient', 'RefreshTokenRotation', 'Feature'),
      'ENABLED',
    ],
    [/GenerateSecret is not true/, inResource('AlexaClient', 'GenerateSecret'), false],
    [/IssuerConfiguration is not/, inResource('UserPool', 'IssuerConfiguration', 'Type'), 'ORIGINAL'],
    [/PortalClient: no managed login branding/, ['Resources', 'PortalLoginBranding'], undefined],
    [/ManagedLoginVersion is not 2/, inResource('UserPoolDomain', 'ManagedLoginVersion'), 1],
  ])('linking: %s', (fault, path, value) => {
    expect(linkingFaults(seeded(path, value)).join('\n')).toMatch(fault);
  });

  test.each<[fault: string, path: string[], value: unknown]>([
    ['AlexaClient: is not retained', ['Resources', 'AlexaClient', 'DeletionPolicy'], 'Delete'],
    ['RegistryTable: is not retained', ['Resources', 'RegistryTable', 'UpdateReplacePolicy'], undefined],
    [
      'RegistryTable: no deletion protection',
      inResource('RegistryTable', 'Replicas', '0', 'DeletionProtectionEnabled'),
      false,
    ],
    [
      'RegistryTable: no point-in-time recovery',
      inResource('RegistryTable', 'Replicas', '0', 'PointInTimeRecoverySpecification'),
      {},
    ],
    [
      'DevicesTable: no point-in-time recovery',
      inResource('DevicesTable', 'PointInTimeRecoverySpecification'),
      undefined,
    ],
    [
      'DevicesTable: items do not expire by `ttl`',
      inResource('DevicesTable', 'TimeToLiveSpecification', 'Enabled'),
      false,
    ],
    [
      'VaultKey: is not multi-region, which it can never become',
      inResource('VaultKey', 'MultiRegion'),
      false,
    ],
    ['LooksQueue: not encrypted', inResource('LooksQueue', 'SqsManagedSseEnabled'), false],
    ['DeliveriesQueue: not encrypted', inResource('DeliveriesQueue', 'SqsManagedSseEnabled'), undefined],
    [
      'DirectiveLogGroup: logs are not kept for 30 days',
      inResource('DirectiveLogGroup', 'RetentionInDays'),
      undefined,
    ],
    ['ErasuresQueue: has no dead-letter queue', inResource('ErasuresQueue', 'RedrivePolicy'), undefined],
    [
      'ErasuresDeadLetterQueue: no alarm says that something is in it',
      ['Resources', 'ErasuresDeadLetterAlarm'],
      undefined,
    ],
  ])('keeping: %s', (fault, path, value) => {
    expect(keepingFaults(seeded(path, value))).toContain(fault);
  });

  test.each<[fault: RegExp, path: string[], value: unknown]>([
    [
      /not bound to a skill id/,
      inResource('DirectiveLambdaPermissionAlexaSmartHome1', 'EventSourceToken'),
      undefined,
    ],
    [
      /may invoke another/,
      inResource('DirectiveLambdaPermissionAlexaSmartHome1', 'FunctionName'),
      { 'Fn::GetAtt': ['AccountLambdaFunction', 'Arn'] },
    ],
    [
      /not bound to a skill id/,
      inResource('SkillLambdaPermissionAlexaSkill1', 'EventSourceToken'),
      undefined,
    ],
    [
      /may invoke another/,
      inResource('SkillLambdaPermissionAlexaSkill1', 'FunctionName'),
      { 'Fn::GetAtt': ['DirectiveLambdaFunction', 'Arn'] },
    ],
    [/may not invoke the skill function/, ['Resources', 'SkillLambdaPermissionAlexaSkill1'], undefined],
    [
      /appkit.amazon.com may invoke another/,
      inResource('DirectiveLambdaPermissionAlexaSmartHome1', 'Principal'),
      'alexa-appkit.amazon.com',
    ],
    [/unforeseen/, inResource('AccountLambdaPermissionHttpApi', 'Principal'), '*'],
    [/unforeseen/, inResource('AccountLambdaPermissionHttpApi', 'Principal'), 'events.amazonaws.com'],
    [
      /unforeseen/,
      inResource('UpkeepLambdaPermissionEventsRuleSchedule1', 'FunctionName'),
      { 'Fn::GetAtt': ['DirectiveLambdaFunction', 'Arn'] },
    ],
    [/unforeseen/, inResource('UpkeepLambdaPermissionEventsRuleSchedule1', 'SourceArn'), undefined],
    [
      /HttpApiRouteAnyV1ProxyVar: is open/,
      inResource('HttpApiRouteAnyV1ProxyVar', 'AuthorizationType'),
      'NONE',
    ],
    [/HttpApiRoutePostV1Hints: is open/, inResource('HttpApiRoutePostV1Hints', 'AuthorizationType'), 'NONE'],
    [
      /without the route/,
      inResource('HttpApiAuthorizerAuthorizer', 'IdentitySource'),
      ['$request.header.Authorization'],
    ],
    [/paths or queries/, inResource('HttpApiStage', 'AccessLogSettings', 'Format'), '$context.path'],
    [/not throttled/, inResource('HttpApiStage', 'DefaultRouteSettings', 'ThrottlingRateLimit'), undefined],
    [/not throttled/, inResource('HttpApiStage', 'DefaultRouteSettings', 'ThrottlingBurstLimit'), 0],
  ])('doors: %s', (fault, path, value) => {
    expect(doorFaults(seeded(path, value)).join('\n')).toMatch(fault);
  });

  test.each<[fault: RegExp, name: string, value: unknown]>([
    [/AWS_ENDPOINT_URL_KMS is for emulators/, 'AWS_ENDPOINT_URL_KMS', 'https://kms.example.org'],
    [/AWS_ENDPOINT_URL is for emulators/, 'AWS_ENDPOINT_URL', 'https://aws.example.org'],
    [/LWA_TOKEN_URL is for emulators/, 'LWA_TOKEN_URL', 'https://example.org/token'],
    [/ALEXA_EVENT_GATEWAY_URL is for emulators/, 'ALEXA_EVENT_GATEWAY_URL', 'https://example.org'],
    [/ALEXA_API_URL is for emulators/, 'ALEXA_API_URL', 'https://example.org'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '127.0.0.1/32:9001'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '10.0.0.0/8:8123, 0.0.0.0/0:8123'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '[::1/128]:8123'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '[::ffff:127.0.0.1/128]:8123'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '169.254.79.129/32:2000'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '0.0.0.0/8:9001'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '0.0.0.0/32:9001'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '[::/128]:9001'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '[::/0]:9001'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '[::ffff:0.0.0.0/128]:9001'],
    [/reaches loopback/, 'HOME_ADDRESS_ALLOWLIST', '[fe80::1/128]:8123'],
    [/is not CIDR:port/, 'HOME_ADDRESS_ALLOWLIST', '192.168.1.0/24'],
    [/must be plain text/, 'HOME_ADDRESS_ALLOWLIST', { Ref: 'AWS::Region' }],
  ])('environment: %s (%s=%s)', (fault, name, value) => {
    const faults = environmentFaults(seeded(environment('AccountLambdaFunction', name), value));
    expect(faults.join('\n')).toMatch(fault);
  });

  test('an allow-list of private networks, IPv4 and IPv6, may be deployed', () => {
    const path = environment('AccountLambdaFunction', 'HOME_ADDRESS_ALLOWLIST');
    expect(environmentFaults(seeded(path, '192.168.1.0/24:8123, [fd00::/8]:8123'))).toEqual([]);
  });
});
