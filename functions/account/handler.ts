import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createLog } from '../../lib/telemetry/logger.ts';
import { httpErrors } from '../middleware/http-errors.ts';
import { composeAccount } from './compose.ts';
import { unknownRoute } from './http.ts';
import { routesOf } from './routes.ts';

const log = createLog();
const routes = routesOf(composeAccount(process.env, log));

/** The account API, behind the authorizer: everything below `/v1`. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(httpErrors(log))
  .handler(httpRouter({ routes, notFoundResponse: unknownRoute(routes) }));
