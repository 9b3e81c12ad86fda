import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import {
  type Answer,
  answerOf,
  document,
  jsonOf,
  type Operation,
  operationAt,
  requestOf,
} from './document.ts';
import { asWritten, nothingElse } from './schemas.ts';

/** An answer, or a request that was taken, of which docs/openapi.yaml does not speak. */
export class Undocumented extends Error {
  override readonly name = 'Undocumented';
}

/** What was answered so far in this process: `<operation> <status> <code>`, without a code where it went well. */
export const answersSeen = new Set<string>();

/** Answers that any address may have, also one that there is not. */
const ANYWHERE: Readonly<Record<string, string>> = {
  403: 'Forbidden',
  404: 'NoSuchRoute',
  405: 'MethodNotAllowed',
  410: 'AccountDeleted',
  500: 'OurFault',
  503: 'StoreDown',
  504: 'OutOfTime',
};

function documentedAnswer(operation: Operation | undefined, status: string, isOddlySpelled: boolean) {
  // A slash too many leads to the operation as well, but not past the door.
  const own = operation && answerOf(operation, status);
  if (own !== undefined || (operation !== undefined && !isOddlySpelled)) return own;
  const name = ANYWHERE[status];
  const thing = name === undefined ? undefined : document.components.responses[name];
  return thing && { thing, pointer: `#/components/responses/${name}` };
}

/** Large answers come compressed. */
const plainBodyOf = ({ body, isBase64Encoded }: APIGatewayProxyStructuredResultV2) =>
  isBase64Encoded ? gunzipSync(Buffer.from(body ?? '', 'base64')).toString() : body;

function problemWith(
  answer: { thing: Answer; pointer: string } | undefined,
  answered: APIGatewayProxyStructuredResultV2,
): string | undefined {
  if (answer === undefined) return 'this status';
  const { headers = {} } = answered;
  const body = plainBodyOf(answered);
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const missing = Object.entries(answer.thing.headers ?? {}).find(
    ([name, { required }]) => required === true && !names.has(name),
  );
  if (missing !== undefined) return `an answer without ${missing[0]}`;
  const json = jsonOf(answer.thing, answer.pointer);
  if (json === undefined) return body === undefined || body === '' ? undefined : 'a body';
  return nothingElse(json.pointer, JSON.parse(body ?? 'null'));
}

const textOf = ({ body, isBase64Encoded }: APIGatewayProxyEventV2) =>
  isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString() : body;

/** What was taken must be something that the document lets pass. */
function problemWithTaken(operation: Operation, event: APIGatewayProxyEventV2): string | undefined {
  const json = requestOf(operation);
  return json && asWritten(json.pointer, JSON.parse(textOf(event) ?? 'null'));
}

/**
 * Holds an exchange of the HTTP API against the document, strictly: status, code, and every field.
 * @throws {Undocumented}
 */
export function checkExchange(
  event: APIGatewayProxyEventV2,
  answer: APIGatewayProxyStructuredResultV2,
): void {
  const { method, path } = event.requestContext.http;
  const operation = operationAt(method, path);
  const status = String(answer.statusCode);
  const where = `${method} ${path} ${status}`;
  const problem = problemWith(documentedAnswer(operation, status, path.endsWith('/')), answer);
  if (problem !== undefined)
    throw new Undocumented(`${where}: docs/openapi.yaml does not know ${problem} (${answer.body})`);
  if (operation !== undefined && status.startsWith('2')) {
    const untold = problemWithTaken(operation, event);
    if (untold !== undefined)
      throw new Undocumented(`${where}: docs/openapi.yaml refuses the request: ${untold}`);
  }
  const code = status.startsWith('2') ? '' : ` ${JSON.parse(answer.body ?? '{}').error?.code ?? 'gateway'}`;
  answersSeen.add(`${operation?.id ?? 'elsewhere'} ${status}${code}`);
}
