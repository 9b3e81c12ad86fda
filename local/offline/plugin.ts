/** A function as serverless.yml defines it, as far as the plugin changes it. */
interface FunctionDefinition {
  environment?: Record<string, unknown>;
}

interface Provider extends FunctionDefinition {
  httpApi?: Record<string, unknown>;
}

/** The part of osls that the plugin works on. */
interface Osls {
  readonly service: {
    readonly provider: Provider;
    readonly functions: Readonly<Record<string, FunctionDefinition>>;
  };
}

/** Where `startOffline` puts the functions' values (JSON object of strings) for this plugin. */
export const functionEnvironmentVariable = 'PORCHLIGHT_FUNCTION_ENVIRONMENT';

/** Names that no deployment has and every function gets on a laptop when they are given. */
const onlyOffAws = /^(AWS_|LWA_TOKEN_URL$|ALEXA_EVENT_GATEWAY_URL$|ALEXA_API_URL$)/;

/**
 * The HTTP API has no CORS on AWS; serverless-offline, told nothing, allows every origin everything, with credentials.
 * With a list it refuses preflights of all others, and so whatever carries a token.
 */
const NO_OTHER_ORIGIN = { allowedOrigins: ['https://no-other-origin.invalid'] } as const;

/** Functions need values that only a deployment has, and the laptop gave none. */
export class MissingLocalValueError extends Error {
  /** The variables' names, sorted. */
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    super(`Off AWS these have to be given: ${names.join(', ')}`);
    this.name = 'MissingLocalValueError';
    this.names = names;
  }
}

/** The given values; none when osls was started by hand. */
const givenValues = (): Record<string, string> => {
  const parsed: unknown = JSON.parse(process.env[functionEnvironmentVariable] ?? '{}');
  if (typeof parsed !== 'object' || parsed === null) return {};
  return Object.fromEntries(
    Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
};

/**
 * The environment of one function on a laptop: the names that serverless.yml gives it and no others, with the
 * laptop's values in place of CloudFormation's references. So a name forgotten in serverless.yml is missing
 * here too, as it would be on AWS.
 *
 * @throws MissingLocalValueError when a reference (`Ref`, `Fn::GetAtt` …) has no value on this laptop
 */
export const localEnvironment = (
  declared: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, string>>,
): Record<string, unknown> => {
  const missing = Object.entries(declared)
    .filter(([name, value]) => given[name] === undefined && typeof value === 'object' && value !== null)
    .map(([name]) => name);
  if (missing.length > 0) throw new MissingLocalValueError(missing.sort());
  return {
    ...Object.fromEntries(Object.entries(declared).map(([name, value]) => [name, given[name] ?? value])),
    ...Object.fromEntries(Object.entries(given).filter(([name]) => onlyOffAws.test(name))),
  };
};

/**
 * osls plugin that acts under `osls offline start` only: serverless-offline hands each function what
 * serverless.yml says, references unresolved (`[object Object]`); this puts the laptop's values there. It also
 * reports readiness to, and ends together with, the process that started it.
 */
export default class LocalEnvironmentPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(serverless: Osls) {
    this.hooks = {
      'before:offline:start:init': () => {
        const given = givenValues();
        const { provider, functions } = serverless.service;
        provider.httpApi = { ...provider.httpApi, cors: NO_OTHER_ORIGIN };
        provider.environment = localEnvironment(provider.environment ?? {}, given);
        for (const definition of Object.values(functions)) {
          definition.environment = localEnvironment(definition.environment ?? {}, given);
        }
        // The parent is gone, however it went: nothing may be left running.
        if (process.connected) process.once('disconnect', () => process.exit(0));
      },
      'after:offline:start:init': () => {
        process.send?.({ ready: true });
      },
    };
  }
}
