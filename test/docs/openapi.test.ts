import { describe, expect, it } from 'vitest';
import { document, follow, type MediaType, operations, requestOf } from '../harness/openapi/document.ts';
import { asWritten, nothingElse } from '../harness/openapi/schemas.ts';

/** Every object in the document, with its JSON pointer. */
function* objectsIn(value: unknown, pointer = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [pointer, value as Record<string, unknown>];
  for (const [name, inner] of Object.entries(value))
    yield* objectsIn(inner, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}
const references = [...objectsIn(document)].flatMap(([, { $ref }]) =>
  typeof $ref === 'string' ? [$ref] : [],
);

describe('the document', () => {
  it('refers to nothing that is not there, and has nothing that nobody refers to', () => {
    for (const reference of references) expect(follow(reference)).toBeDefined();
    const { securitySchemes: _schemes, ...others } = document.components;
    const parts = Object.entries(others).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `#/components/${kind}/${name}`),
    );
    // These two are the answers of addresses and methods that are not here.
    expect(parts.filter((part) => !references.includes(part))).toEqual([
      '#/components/responses/NoSuchRoute',
      '#/components/responses/MethodNotAllowed',
    ]);
  });

  const schemas = [...objectsIn(document)].filter(([pointer]) =>
    /(^#\/components\/schemas\/[^/]+|application~1json\/schema|\/parameters\/\d+\/schema)$/.test(pointer),
  );
  it.each(schemas.map(([pointer]) => pointer))('%s is a schema', (pointer) => {
    expect(() => asWritten(pointer, null)).not.toThrow();
  });

  const media = [...objectsIn(document)].filter(([pointer]) =>
    pointer.endsWith('/content/application~1json'),
  );
  const examples = media.flatMap(([pointer, value]) => {
    const { example, examples: several = {} } = value as unknown as MediaType;
    const own = example === undefined ? [] : [example];
    return [...own, ...Object.values(several).map((one) => one.value)].map((one) => [pointer, one] as const);
  });
  it('has an example for every body', () => {
    expect(new Set(examples.map(([pointer]) => pointer)).size).toBe(media.length);
  });
  it.each(examples)('%s: the example %j is one', (pointer, example) => {
    expect(nothingElse(`${pointer}/schema`, example)).toBeUndefined();
  });

  const withExamples = [...objectsIn(document.components.schemas, '#/components/schemas')].flatMap(
    ([pointer, { examples: own }]) => (Array.isArray(own) ? own.map((one) => [pointer, one] as const) : []),
  );
  it.each(withExamples)('%s: %j is one', (pointer, example) => {
    expect(asWritten(pointer, example)).toBeUndefined();
  });
});

it('every request with a body has a schema for it', () => {
  const bodies = operations.filter(({ object }) => object.requestBody !== undefined);
  expect(bodies.every((one) => requestOf(one) !== undefined)).toBe(true);
  expect(bodies.length).toBeGreaterThan(10);
});
