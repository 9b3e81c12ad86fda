import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType, Resource, SpecDatabase } from '@aws-cdk/service-spec-types';
import { asList, isRecord, type Template } from '../../infra/checks/template.ts';

/** Checks a template against CloudFormation's own resource schemas. */
export type SpecificationCheck = (template: Template) => string[];

const pseudoParameters =
  /^AWS::(AccountId|NoValue|NotificationARNs|Partition|Region|StackId|StackName|URLSuffix)$/;

const isIntrinsic = (value: unknown): value is Record<string, unknown> => {
  if (!isRecord(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && /^(Ref$|Condition$|Fn::)/.test(keys[0] ?? '');
};

/** The values that stand after conditions are decided: both branches of an `Fn::If`. */
const alternatives = (value: unknown): readonly unknown[] => {
  if (!isIntrinsic(value) || !('Fn::If' in value)) return [value];
  return asList(value['Fn::If']).slice(1).flatMap(alternatives);
};

const primitive: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  'date-time': (value) => typeof value === 'string',
  json: (value) => typeof value === 'object' && value !== null,
  null: (value) => value === null,
  tag: (value) => isRecord(value) && 'Key' in value && 'Value' in value,
};

const propertiesFaults = (
  db: SpecDatabase,
  where: string,
  given: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, Property>>,
): string[] => [
  ...Object.entries(known)
    .filter(([name, property]) => property.required === true && given[name] === undefined)
    .map(([name]) => `${where}: ${name} is required`),
  ...Object.entries(given).flatMap(([name, value]) => {
    const property = known[name];
    return property === undefined
      ? [`${where}: no property ${name}`]
      : valueFaults(db, `${where}.${name}`, value, property.type);
  }),
];

const valueFaults = (db: SpecDatabase, where: string, value: unknown, type: PropertyType): string[] =>
  alternatives(value).flatMap((plain) => (isIntrinsic(plain) ? [] : plainFaults(db, where, plain, type)));

/** Faults of a value that is no intrinsic function itself (it may well hold some). */
const plainFaults = (db: SpecDatabase, where: string, value: unknown, type: PropertyType): string[] => {
  switch (type.type) {
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => valueFaults(db, `${where}[${index}]`, item, type.element))
        : [`${where}: is not a list`];
    case 'map':
      return isRecord(value)
        ? Object.entries(value).flatMap(([key, item]) =>
            valueFaults(db, `${where}.${key}`, item, type.element),
          )
        : [`${where}: is not an object`];
    case 'ref':
      return isRecord(value)
        ? propertiesFaults(db, where, value, db.get('typeDefinition', type.reference.$ref).properties)
        : [`${where}: is not an object`];
    case 'union': {
      const each = type.types.map((option) => plainFaults(db, where, value, option));
      return each.some((faults) => faults.length === 0) ? [] : (each[0] ?? []);
    }
    case 'string':
    case 'integer': {
      const allowed: readonly unknown[] | undefined = type.allowedValues;
      if (primitive[type.type]?.(value) !== true) return [`${where}: is not of type ${type.type}`];
      return allowed === undefined || allowed.includes(value)
        ? []
        : [`${where}: is none of ${allowed.join(', ')}`];
    }
    default:
      return primitive[type.type]?.(value) === false ? [`${where}: is not of type ${type.type}`] : [];
  }
};

/** One reference of a template: to a resource, parameter or condition, perhaps to an attribute of it. */
interface Reference {
  readonly kind: 'Ref' | 'Fn::GetAtt' | 'Condition';
  readonly target: string;
  readonly attribute?: string;
}

const subReferences = (value: unknown): Reference[] => {
  const [text, names] = Array.isArray(value) ? value : [value, {}];
  return [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !(isRecord(names) && name in names))
    .map((name): Reference => {
      const [target = '', ...attribute] = name.split('.');
      return attribute.length === 0
        ? { kind: 'Ref', target }
        : { kind: 'Fn::GetAtt', target, attribute: attribute.join('.') };
    });
};

/** Every reference inside a value, however deep. */
const referencesIn = (value: unknown): Reference[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  const inner = Object.values(value).flatMap(referencesIn);
  if (!isIntrinsic(value)) return inner;
  if (typeof value.Ref === 'string') return [{ kind: 'Ref', target: value.Ref }];
  if (typeof value.Condition === 'string') return [{ kind: 'Condition', target: value.Condition }];
  const getAtt = asList(value['Fn::GetAtt']);
  if (getAtt.length > 0) {
    const [target = '', ...attribute] = getAtt.flatMap((part) => String(part).split('.'));
    return [{ kind: 'Fn::GetAtt', target, attribute: attribute.join('.') }];
  }
  const condition = asList(value['Fn::If'])[0];
  return [
    ...inner,
    ...('Fn::Sub' in value ? subReferences(value['Fn::Sub']) : []),
    ...(typeof condition === 'string' ? [{ kind: 'Condition' as const, target: condition }] : []),
  ];
};

const resourceType = (db: SpecDatabase, type: string): Resource | undefined =>
  db.lookup('resource', 'cloudFormationType', 'equals', type)[0];

const referenceFaults = (db: SpecDatabase, template: Template, where: string, value: unknown): string[] =>
  referencesIn(value).flatMap(({ kind, target, attribute = '' }) => {
    if (kind === 'Condition') {
      return target in (template.Conditions ?? {}) ? [] : [`${where}: no condition ${target}`];
    }
    if (kind === 'Ref' && (pseudoParameters.test(target) || target in (template.Parameters ?? {}))) return [];
    const resource = template.Resources[target];
    if (resource === undefined) return [`${where}: ${kind} to ${target}, which does not exist`];
    const attributes = resourceType(db, resource.Type)?.attributes ?? {};
    return kind === 'Fn::GetAtt' && !(attribute in attributes)
      ? [`${where}: ${target} has no attribute ${attribute}`]
      : [];
  });

/** Resources that (indirectly) wait for themselves: CloudFormation refuses such a template. */
const circleFaults = (template: Template): string[] => {
  const needs = new Map(
    Object.entries(template.Resources).map(([id, resource]) => [
      id,
      [
        ...asList(resource.DependsOn).map(String),
        ...referencesIn(resource.Properties).map(({ target }) => target),
      ],
    ]),
  );
  const settled = new Set<string>();
  const walk = (id: string, path: readonly string[]): string[] => {
    if (path.includes(id)) return [`circle: ${[...path.slice(path.indexOf(id)), id].join(' → ')}`];
    if (settled.has(id)) return [];
    const found = (needs.get(id) ?? []).flatMap((next) => walk(next, [...path, id]));
    settled.add(id);
    return found;
  };
  return [...needs.keys()].flatMap((id) => walk(id, []));
};

/**
 * Makes the checker over AWS's published resource schemas (`@aws-cdk/aws-service-spec`): resource types,
 * property names, required properties, kinds of values, references to what does not exist, attributes that a
 * type does not have, circles. Of enumerations it knows the few that the
 * schemas state; of ranges nothing.
 */
export const createSpecificationCheck = (): SpecificationCheck => {
  const db = loadAwsServiceSpecSync();
  return (template) => [
    ...Object.entries(template.Resources).flatMap(([id, resource]) => {
      const type = resourceType(db, resource.Type);
      if (type === undefined) return [`${id}: no resource type ${resource.Type}`];
      return [
        ...propertiesFaults(db, id, resource.Properties ?? {}, type.properties),
        ...referenceFaults(db, template, id, resource.Properties),
        ...asList(resource.DependsOn)
          .filter((target) => !(String(target) in template.Resources))
          .map((target) => `${id}: depends on ${String(target)}, which does not exist`),
        ...(resource.Condition === undefined || resource.Condition in (template.Conditions ?? {})
          ? []
          : [`${id}: no condition ${resource.Condition}`]),
      ];
    }),
    ...Object.entries(template.Outputs ?? {}).flatMap(([id, output]) =>
      isRecord(output)
        ? referenceFaults(db, template, `output ${id}`, output.Value)
        : [`output ${id}: is no object`],
    ),
    ...circleFaults(template),
  ];
};
