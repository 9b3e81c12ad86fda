import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * Everything that Alexa waits for fits into seven seconds, so a call that hangs is given up early and tried
 * once more; the SDK's own defaults would wait for minutes. Endpoints come from the SDK's own variables.
 */
const QUICK = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_500, throwOnRequestTimeout: true },
};

/** All tables are written in the home region; a function elsewhere reads the replica of its own. */
export const createDynamoDb = (region: string | undefined) => new DynamoDBClient({ ...QUICK, ...at(region) });

export const createKms = (region: string | undefined) => new KMSClient({ ...QUICK, ...at(region) });

export const createCognito = (region: string | undefined) =>
  new CognitoIdentityProviderClient({ ...QUICK, ...at(region) });

export const createSqs = (region: string | undefined) => new SQSClient({ ...QUICK, ...at(region) });

/**
 * Invokes a function once and waits for it: a repeated AcceptGrant would spend its code twice.
 * @param timeoutMs how long the function may take
 */
export const createLambda = (region: string | undefined, timeoutMs: number) =>
  new LambdaClient({
    ...at(region),
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 500, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });

const at = (region: string | undefined) => (region === undefined ? {} : { region });
