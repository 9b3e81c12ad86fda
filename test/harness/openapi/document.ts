import { readFileSync } from 'node:fs';
import { CORE_SCHEMA, load } from 'js-yaml';

/** A JSON Schema, as far as it is looked into here. */
export interface Schema {
  $ref?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  [keyword: string]: unknown;
}

export interface MediaType {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

interface Content {
  $ref?: string;
  content?: Record<string, MediaType>;
}

export interface Answer extends Content {
  description?: string;
  headers?: Record<string, { required?: boolean; schema: Schema }>;
}

export interface PathParameter {
  $ref?: string;
  name: string;
  in: string;
  required: boolean;
  schema: Schema;
}

interface OperationObject {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security?: Record<string, string[]>[];
  requestBody?: Content & { required?: boolean };
  responses: Record<string, Answer>;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
type PathItem = { [Method in (typeof METHODS)[number]]?: OperationObject } & { parameters?: PathParameter[] };

export interface OpenApiDocument {
  openapi: string;
  security: Record<string, string[]>[];
  tags: { name: string }[];
  paths: Record<string, PathItem>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, Answer>;
    securitySchemes: Record<string, object>;
    [kind: string]: Record<string, object>;
  };
}

/** One method at one path. */
export interface Operation {
  id: string;
  /** In capitals. */
  method: string;
  path: string;
  parameters: PathParameter[];
  object: OperationObject;
  /** JSON pointer of the object in the document. */
  pointer: string;
}

const FILE = new URL('../../../docs/openapi.yaml', import.meta.url);

/** `docs/openapi.yaml`, references not followed. */
export const document = load(readFileSync(FILE, 'utf8'), { schema: CORE_SCHEMA }) as OpenApiDocument;

const escaped = (token: string) => token.replaceAll('~', '~0').replaceAll('/', '~1');
const unescaped = (token: string) => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** What a reference within the document leads to. */
export function follow(reference: string): unknown {
  const found = reference
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>(
      (at, token) => (at as Record<string, unknown> | undefined)?.[unescaped(token)],
      document,
    );
  if (found === undefined) throw new Error(`docs/openapi.yaml has no ${reference}.`);
  return found;
}

/** Something that may be a reference, with the pointer of what it really is. */
export function resolve<T extends { $ref?: string }>(
  thing: T,
  pointer: string,
): { thing: T; pointer: string } {
  if (thing.$ref === undefined) return { thing, pointer };
  return resolve(follow(thing.$ref) as T, thing.$ref);
}

export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const object = item[method];
    if (object === undefined) return [];
    const parameters = (item.parameters ?? []).map((parameter) => resolve(parameter, '').thing);
    const pointer = `#/paths/${escaped(path)}/${method}`;
    return [{ id: object.operationId, method: method.toUpperCase(), path, parameters, object, pointer }];
  }),
);

const patternOf = (path: string) => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}/?$`);

/** The operation that a request is for. A path without parameters goes first, as in the router. */
export const operationAt = (method: string, path: string): Operation | undefined =>
  operations
    .filter((one) => one.method === method && patternOf(one.path).test(path))
    .toSorted((one, other) => one.parameters.length - other.parameters.length)[0];

/** An answer of an operation, and where it is. */
export function answerOf({ object, pointer }: Operation, status: string) {
  const answer = object.responses[status];
  return answer && resolve(answer, `${pointer}/responses/${status}`);
}

/** The JSON body of an answer or request; undefined where there is none. */
export function jsonOf(content: Content, pointer: string): (MediaType & { pointer: string }) | undefined {
  const media = content.content?.['application/json'];
  return media && { ...media, pointer: `${pointer}/content/application~1json/schema` };
}

/** What a request of an operation has to be; undefined for one without a body. */
export function requestOf({ object, pointer }: Operation) {
  if (object.requestBody === undefined) return undefined;
  const { thing, pointer: at } = resolve(object.requestBody, `${pointer}/requestBody`);
  return jsonOf(thing, at);
}

/** All values that a schema of `const`, `enum`, `anyOf` and references lets pass. */
export function valuesOf(schema: Schema): string[] {
  const own = [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])];
  const referred = schema.$ref === undefined ? [] : valuesOf(follow(schema.$ref) as Schema);
  return [...own.map(String), ...referred, ...(schema.anyOf ?? []).flatMap(valuesOf)];
}

/** The codes of ours that an answer's body may have. */
export function codesOf(schema: Schema): string[] {
  const code = schema.properties?.error?.properties?.code;
  const own = code === undefined ? [] : valuesOf(code);
  return [...own, ...(schema.anyOf ?? []).flatMap(codesOf)];
}
