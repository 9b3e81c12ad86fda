import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * Emulators take any credentials. They are given outright, so that the keys of a real account that lie about on the
 * machine are neither read nor sent anywhere.
 */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** An SQS client for an emulator. It tries once: the poller does its own retrying. */
export function createSqsClient(endpoint: string, region: string): SQSClient {
  return new SQSClient({ endpoint, region, credentials, maxAttempts: 1 });
}

/** A Lambda client for an emulator. It tries once: the poller does its own retrying. */
export function createLambdaClient(endpoint: string, region: string): LambdaClient {
  return new LambdaClient({ endpoint, region, credentials, maxAttempts: 1 });
}
