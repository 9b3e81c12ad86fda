import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import type { Route } from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { AccountPorts } from './compose.ts';
import { type ApiHandler, apiRoute } from './http.ts';
import { assistants } from './routes/assistants.ts';
import { changeDevice } from './routes/change-device.ts';
import { changeHome } from './routes/change-home.ts';
import { chooseHome } from './routes/choose-home.ts';
import { connectWithToken } from './routes/connect-with-token.ts';
import { devices } from './routes/devices.ts';
import { disconnect } from './routes/disconnect.ts';
import { finishSignIn } from './routes/finish-sign-in.ts';
import { homePackage } from './routes/home-package.ts';
import { handOver, household } from './routes/household.ts';
import { acceptInvitation, invite, previewInvitation, revokeInvitation } from './routes/invitations.ts';
import { deleteMe, deletion, disconnectLink, exportAccount } from './routes/leaving.ts';
import { me } from './routes/me.ts';
import { probe } from './routes/probe.ts';
import { removeMember } from './routes/remove-member.ts';
import { startSignIn } from './routes/start-sign-in.ts';
import { status } from './routes/status.ts';
import { sync } from './routes/sync.ts';

type AccountRoute = Route<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

const withBody = (handle: ApiHandler) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(jsonBodyParser())
    // The parser has put an object where the type still says text.
    .handler((event) => apiRoute(handle)(event as unknown as APIGatewayProxyEventV2));

/** The account API at a glance. */
export const routesOf = (ports: AccountPorts): AccountRoute[] =>
  [
    { method: 'GET', path: '/v1/me', handler: apiRoute(me(ports)) },
    { method: 'GET', path: '/v1/me/export', handler: apiRoute(exportAccount(ports)) },
    { method: 'DELETE', path: '/v1/me', handler: apiRoute(deleteMe(ports)) },
    { method: 'PUT', path: '/v1/me/default-home', handler: withBody(chooseHome(ports)) },
    { method: 'GET', path: '/v1/me/deletion', handler: apiRoute(deletion(ports)) },
    { method: 'DELETE', path: '/v1/links/{region}/{link}', handler: apiRoute(disconnectLink(ports)) },
    { method: 'GET', path: '/v1/status', handler: apiRoute(status(ports)) },
    { method: 'POST', path: '/v1/homes', handler: withBody(connectWithToken(ports)) },
    { method: 'POST', path: '/v1/homes/probe', handler: withBody(probe(ports)) },
    { method: 'POST', path: '/v1/homes/oauth', handler: withBody(startSignIn(ports)) },
    { method: 'POST', path: '/v1/homes/oauth/finish', handler: withBody(finishSignIn(ports)) },
    { method: 'POST', path: '/v1/homes/{home}/package', handler: withBody(homePackage(ports)) },
    { method: 'POST', path: '/v1/homes/{home}/sync', handler: apiRoute(sync(ports)) },
    { method: 'PATCH', path: '/v1/homes/{home}', handler: withBody(changeHome(ports)) },
    { method: 'DELETE', path: '/v1/homes/{home}', handler: apiRoute(disconnect(ports)) },
    { method: 'GET', path: '/v1/homes/{home}/assistants', handler: apiRoute(assistants(ports)) },
    { method: 'GET', path: '/v1/homes/{home}/devices', handler: apiRoute(devices(ports)) },
    { method: 'PUT', path: '/v1/homes/{home}/devices/{endpoint}', handler: withBody(changeDevice(ports)) },
    { method: 'GET', path: '/v1/homes/{home}/members', handler: apiRoute(household(ports)) },
    { method: 'PUT', path: '/v1/homes/{home}/owner', handler: withBody(handOver(ports)) },
    { method: 'POST', path: '/v1/homes/{home}/invitations', handler: withBody(invite(ports)) },
    {
      method: 'DELETE',
      path: '/v1/homes/{home}/invitations/{invitation}',
      handler: apiRoute(revokeInvitation(ports)),
    },
    { method: 'POST', path: '/v1/invitations/preview', handler: withBody(previewInvitation(ports)) },
    { method: 'POST', path: '/v1/invitations/accept', handler: withBody(acceptInvitation(ports)) },
    {
      method: 'DELETE',
      path: '/v1/homes/{home}/members/{member}',
      handler: apiRoute(removeMember(ports)),
    },
  ] as AccountRoute[];
