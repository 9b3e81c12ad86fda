import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** Lambda answers with 6 MB at most, and an export may have more. Text like that becomes a tenth; base64 takes a third. */
const COMPRESSED_FROM = 1_000_000;

const takesGzip = ({ headers }: APIGatewayProxyEventV2) =>
  /(^|[\s,])gzip\s*($|,|;(?!\s*q=0(\.0*)?\s*($|,)))/i.test(headers['accept-encoding'] ?? '');

/** A body as API Gateway takes it, with the headers that say how: compressed where it is large and may be. */
export function bodyOf(body: object, event: APIGatewayProxyEventV2) {
  const text = JSON.stringify(body);
  const type = { 'content-type': 'application/json' };
  if (text.length < COMPRESSED_FROM || !takesGzip(event)) return { headers: type, body: text };
  return {
    headers: { ...type, 'content-encoding': 'gzip' },
    body: gzipSync(text).toString('base64'),
    isBase64Encoded: true,
  };
}
