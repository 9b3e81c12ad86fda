import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import { createLog } from '../../lib/telemetry/logger.ts';
import type { CallerContext } from './authorize.ts';
import { authorize } from './authorize.ts';
import { composeAuthorizer } from './compose.ts';

const log = createLog();
const ports = composeAuthorizer(process.env, log);

/** HTTP API's Lambda authorizer: payload format 2.0, simple response. */
export const handler = (
  event: APIGatewayRequestAuthorizerEventV2,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<CallerContext | Record<string, never>>> =>
  authorize(event, ports);
