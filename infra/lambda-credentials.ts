/** The three environment variables that the Lambda runtime fills with the function's role. */
interface EnvironmentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** No credentials in the environment: on AWS impossible, elsewhere a variable that was not set. */
export class MissingCredentialsError extends Error {
  /** Names of the variables that were looked for and not found. */
  readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(`No AWS credentials in the environment: ${missing.join(' and ')} not set`);
    this.name = 'CredentialsProviderError';
    this.missing = missing;
  }
}

/**
 * Stands in for `@aws-sdk/credential-provider-node` inside the bundles, and only there (`infra/build.ts`
 * aliases it). The package knows a dozen ways to find credentials — profiles, SSO, web identity, EC2 and ECS
 * metadata, processes — and brings a client for most of them; a Lambda function has exactly one, the
 * environment. Leaving the others out makes the directive bundle about a fifth smaller and quicker to load.
 * Off AWS (laptop, tests) the same two variables serve.
 *
 * The environment is read at each call, as the SDK's own `fromEnv` does.
 *
 * @returns a provider as the SDK's clients expect it from `defaultProvider()`
 * @throws MissingCredentialsError when the provider is called and a variable is missing
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const defaultProvider = () => async (): Promise<EnvironmentCredentials> => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new MissingCredentialsError([
      ...(AWS_ACCESS_KEY_ID ? [] : ['AWS_ACCESS_KEY_ID']),
      ...(AWS_SECRET_ACCESS_KEY ? [] : ['AWS_SECRET_ACCESS_KEY']),
    ]);
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
};
