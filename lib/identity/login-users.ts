import {
  AdminDeleteUserCommand,
  type CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Deadline } from '../deadline.ts';
import { LoginServiceUnavailable } from '../outcomes/identity.ts';
import { OutOfTime } from '../outcomes/service.ts';

/** Users at the login service. */
export interface LoginUsers {
  /**
   * Deletes a user, with e-mail address, password and refresh tokens. One who is gone already is fine.
   * @throws {LoginServiceUnavailable | OutOfTime}
   */
  delete(sub: string, deadline: Deadline): Promise<void>;
}

/**
 * In a pool whose users sign in with their e-mail address Cognito makes up the user name, and that is the `sub`.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html
 */
export const createLoginUsers = (cognito: CognitoIdentityProviderClient, userPoolId: string): LoginUsers => ({
  delete: async (sub, deadline) => {
    const command = new AdminDeleteUserCommand({ UserPoolId: userPoolId, Username: sub });
    try {
      await deadline.race(cognito.send(command), 'deleting a user');
    } catch (cause) {
      if (cause instanceof UserNotFoundException) return;
      if (cause instanceof OutOfTime) throw cause;
      throw new LoginServiceUnavailable('AdminDeleteUser', { cause });
    }
  },
});
