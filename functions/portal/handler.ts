import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import files from 'portal-files';
import { NotFound } from '../../lib/outcomes/request.ts';
import { createLog } from '../../lib/telemetry/logger.ts';
import { httpErrors } from '../middleware/http-errors.ts';
import { securityHeaders, withHeaders } from './headers.ts';
import { routesOf } from './routes.ts';
import { settingsOf } from './settings.ts';

const settings = settingsOf(process.env);

/** The web page. It knows nobody: all that is somebody's comes from the account API. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(httpErrors(createLog(), withHeaders(securityHeaders(settings))))
  .handler(
    httpRouter({
      routes: routesOf(files, settings.config),
      notFoundResponse: () => {
        throw new NotFound('page');
      },
    }),
  );
