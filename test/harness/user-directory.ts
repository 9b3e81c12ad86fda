import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * The one call of Cognito's user pool API that functions make, AdminDeleteUser, over its own protocol. It knows only the
 * users that it was told of, and says so of all others, as Cognito does.
 */
export function createUserDirectory(userPoolId: string) {
  const users = new Set<string>();
  let deletions: string[] = [];
  let fault: { status: number; type: string } | undefined;

  const answer = (response: ServerResponse, status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  };

  return {
    add: (sub: string) => void users.add(sub),
    has: (sub: string) => users.has(sub),
    /** Whose deletion was asked for, each time. */
    deletions: () => deletions,
    forget: () => {
      deletions = [];
    },
    setFault: (next: typeof fault) => {
      fault = next;
    },
    serve: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const target = request.headers['x-amz-target'];
      const { UserPoolId, Username = '' } = JSON.parse(await text(request)) as Record<string, string>;
      if (target !== 'AWSCognitoIdentityProviderService.AdminDeleteUser') {
        answer(response, 400, { __type: 'UnknownOperationException' });
        return;
      }
      deletions.push(Username);
      if (fault !== undefined)
        answer(response, fault.status, { __type: fault.type, message: 'out of order' });
      else if (UserPoolId !== userPoolId) answer(response, 400, { __type: 'ResourceNotFoundException' });
      else if (users.delete(Username)) answer(response, 200, {});
      else answer(response, 400, { __type: 'UserNotFoundException', message: 'User does not exist.' });
    },
  };
}
