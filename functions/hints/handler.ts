import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithLambdaAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import { createLog } from '../../lib/telemetry/logger.ts';
import type { CallerContext } from '../authorizer/authorize.ts';
import { httpErrors } from '../middleware/http-errors.ts';
import { composeHints } from './compose.ts';
import { takeHints } from './take-hints.ts';

const ports = composeHints(process.env);

type Authorized = Partial<APIGatewayProxyEventV2WithLambdaAuthorizer<CallerContext>>;

/** `POST /v1/hints`, behind the authorizer: what a home says of itself. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(httpErrors(createLog()))
  .use(jsonBodyParser())
  .handler(async (event) => {
    const caller = (event as unknown as Authorized).requestContext?.authorizer?.lambda;
    const accepted = await takeHints(caller, event.body, ports);
    return {
      statusCode: 202,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ accepted }),
    };
  });
