import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createDeadline } from '../../lib/deadline.ts';
import type { Accounts } from '../../lib/homes/accounts.ts';
import { UserDeleted } from '../../lib/outcomes/identity.ts';
import { callerOf } from './http.ts';

const BUDGET_MS = 5_000;

/** What is left to somebody whose account was deleted: to ask how far that is, and to ask for it again. */
const ALLOWED: ReadonlySet<string> = new Set(['GET /v1/me/deletion', 'DELETE /v1/me']);

/**
 * Refuses whoever deleted their account. Their token is good for up to an hour more, and a route that did not look would
 * begin to write about them again.
 */
export const refuseDeleted = ({
  accounts,
}: {
  accounts: Accounts;
}): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => ({
  before: async ({ event }) => {
    const { method, path } = event.requestContext.http;
    if (ALLOWED.has(`${method} ${path}`)) return;
    const account = await accounts.read(callerOf(event), createDeadline(BUDGET_MS));
    if (account?.deletedAt !== undefined) throw new UserDeleted();
  },
});
