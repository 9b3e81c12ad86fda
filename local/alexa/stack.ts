import { readFile } from 'node:fs/promises';
import { arrayAt, type JsonObject, objectAt, stringAt } from './checks/json.ts';
import { StackFileError } from './errors.ts';

/**
 * What the simulator needs to know about a deployment, out of `.porchlight/stack.json`.
 *
 * The laptop's stack writes that file; for a deployment on AWS the same file is written by hand, without
 * `lambda.endpoint` (the SDK then finds AWS and its credentials itself), `amazon` and `demo`. `lambda.functions.skill` and
 * `skill.id` are needed for events about the skill only.
 */
export type Stack = {
  readonly cognito: {
    readonly region: string;
    readonly authorizeUrl: string;
    readonly tokenUrl: string;
    readonly alexaClient: {
      readonly id: string;
      readonly secret: string;
      readonly scopes: readonly string[];
      readonly redirectUris: readonly string[];
    };
  };
  readonly lambda: { readonly endpoint?: string; readonly directive: string; readonly skill?: string };
  /** The Alexa skill's id; events about the skill carry it. */
  readonly skill?: { readonly id: string };
  readonly amazon?: { readonly control: string };
  readonly demo?: { readonly username: string; readonly password: string };
};

/**
 * Reads a stack file.
 *
 * @throws StackFileError when it is missing (the stack was never started), no JSON, or lacks a field.
 */
export async function readStack(path: string): Promise<Stack> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new StackFileError(path, `There is no stack file at ${path}. Start the stack with: npm start`, {
      cause,
    });
  }
  try {
    return parseStack(JSON.parse(text), path);
  } catch (cause) {
    if (cause instanceof StackFileError) throw cause;
    throw new StackFileError(path, `${path} is no JSON. Start the stack anew with: npm start`, { cause });
  }
}

/** Reads the fields out of a parsed stack file; `path` is for the error message. Unknown fields are ignored. */
export function parseStack(file: unknown, path = 'the stack file'): Stack {
  const text = (...fields: readonly string[]): string => {
    const value = stringAt(file, ...fields);
    if (value === undefined || value === '')
      throw new StackFileError(path, `${path} lacks ${fields.join('.')}`);
    return value;
  };
  const texts = (...fields: readonly string[]): readonly string[] => {
    const values = arrayAt(file, ...fields)?.filter((value) => typeof value === 'string') ?? [];
    if (values.length === 0) throw new StackFileError(path, `${path} lacks ${fields.join('.')}`);
    return values;
  };
  const url = (...fields: readonly string[]): string => {
    const value = text(...fields);
    if (!URL.canParse(value)) throw new StackFileError(path, `${path}: ${fields.join('.')} is no URL`);
    return value;
  };
  const has = (...fields: readonly string[]): JsonObject | undefined => objectAt(file, ...fields);
  return {
    cognito: {
      region: text('cognito', 'region'),
      authorizeUrl: url('cognito', 'authorizeUrl'),
      tokenUrl: url('cognito', 'tokenUrl'),
      alexaClient: {
        id: text('cognito', 'alexaClient', 'id'),
        secret: text('cognito', 'alexaClient', 'secret'),
        scopes: texts('cognito', 'alexaClient', 'scopes'),
        redirectUris: texts('cognito', 'alexaClient', 'redirectUris'),
      },
    },
    lambda: {
      ...(stringAt(file, 'lambda', 'endpoint') === undefined ? {} : { endpoint: url('lambda', 'endpoint') }),
      directive: text('lambda', 'functions', 'directive'),
      ...(stringAt(file, 'lambda', 'functions', 'skill') === undefined
        ? {}
        : { skill: text('lambda', 'functions', 'skill') }),
    },
    ...(stringAt(file, 'skill', 'id') === undefined ? {} : { skill: { id: text('skill', 'id') } }),
    ...(stringAt(file, 'amazon', 'control') === undefined
      ? {}
      : { amazon: { control: url('amazon', 'control') } }),
    ...(has('demo') === undefined
      ? {}
      : { demo: { username: text('demo', 'username'), password: text('demo', 'password') } }),
  };
}
