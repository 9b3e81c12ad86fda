import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, it } from 'vitest';
import { document } from '../harness/openapi/document.ts';

/**
 * The OpenAPI Initiative's schema for documents of version 3.1, in a form that ajv understands.
 * @see https://spec.openapis.org/oas/3.1/schema/
 */
const file = createRequire(import.meta.url).resolve(
  '@seriousme/openapi-schema-validator/schemas/v3.1/schema.json',
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
// Names of media types may be patterns here; ours are plain.
ajv.addFormat('media-range', true);
const isOpenApi = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));

it('docs/openapi.yaml is what it says: OpenAPI 3.1', () => {
  isOpenApi(document);
  expect(isOpenApi.errors).toBeNull();
});

it('and would not be, were something in it wrong', () => {
  expect(isOpenApi({ ...document, paths: { 'v1/me': {} } })).toBe(false);
  expect(isOpenApi({ ...document, openapi: '3.0.3' })).toBe(false);
});
