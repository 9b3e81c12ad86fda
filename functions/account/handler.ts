import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createLog } from '../../lib/telemetry/logger.ts';
import { httpErrors } from '../middleware/http-errors.ts';
import { composeAccount } from './compose.ts';
import { unknownRoute } from './http.ts';
import { refuseDeleted } from './refuse-deleted.ts';
import { routesOf } from './routes.ts';

const log = createLog();
const ports = composeAccount(process.env, log);
const routes = routesOf(ports);

/** The account API, behind the authorizer: everything below `/v1`. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(httpErrors(log))
  .use(refuseDeleted(ports))
  .handler(httpRouter({ routes, notFoundResponse: unknownRoute(routes) }));
