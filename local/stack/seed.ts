import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createConnectHome } from '../../lib/bridge/connect-home.ts';
import { createLooksQueue } from '../../lib/bridge/looks.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { createAddressGuard } from '../../lib/home-assistant/address-guard.ts';
import { parseHomeUrl } from '../../lib/home-assistant/home-access.ts';
import { oauthClientOf } from '../../lib/home-assistant/oauth.ts';
import { createTransport } from '../../lib/home-assistant/transport.ts';
import { createAccounts } from '../../lib/homes/accounts.ts';
import { createBegunHomes } from '../../lib/homes/begun-homes.ts';
import { createConnections } from '../../lib/homes/connections.ts';
import { createEventKeys } from '../../lib/homes/event-keys.ts';
import { createLinkStates } from '../../lib/homes/link-states.ts';
import { createMembers } from '../../lib/homes/members.ts';
import { createMessagingCredentials } from '../../lib/homes/messaging-credentials.ts';
import { createTable } from '../../lib/homes/table.ts';
import { createKmsDataKeys } from '../../lib/vault/data-keys.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { createVault } from '../../lib/vault/vault.ts';

export interface SeedOptions {
  region: string;
  dynamoDbUrl: string;
  registryTable: string;
  kms: { url: string; keyId: string };
  sqs: { url: string; looksQueueUrl: string };
  skillId: string;
  messaging: { clientId: string; clientSecret: string };
  portalOrigin: string;
  homeAddressAllowlist: string;
  /** Told what could not be seeded. */
  log: (line: string) => void;
}

const SEED_MS = 10_000;

/**
 * Puts into the stack what a person would have put there before: the skill's messaging credentials, and a home
 * that the demo owner has connected. It goes the way that the functions go, through the domain's own code.
 */
export function createSeeder(options: SeedOptions) {
  const { region, dynamoDbUrl, registryTable, kms, sqs, skillId, messaging, portalOrigin, log } = options;
  const local = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const registry = createTable(new DynamoDBClient({ ...local, endpoint: dynamoDbUrl }), registryTable, {
    consistent: true,
  });
  const vault = createVault({
    dataKeys: createKmsDataKeys(new KMSClient({ ...local, endpoint: kms.url }), kms.keyId),
  });
  const accounts = createAccounts(registry);
  const connections = createConnections(registry, vault);
  const write = (line: string) => log(line);

  return {
    messagingCredentials: () =>
      createMessagingCredentials(registry, vault, skillId).write(
        { clientId: messaging.clientId, clientSecret: new Secret(messaging.clientSecret) },
        createDeadline(SEED_MS),
      ),

    /**
     * Connects the home unless the owner already has one at this address.
     * @returns the home's key
     */
    connectedHome: async (sub: string, url: string, mintToken: () => Promise<string>): Promise<string> => {
      const deadline = createDeadline(SEED_MS);
      const account = await accounts.read(sub, deadline);
      const known = await Promise.all((account?.homes ?? []).map((home) => connections.read(home, deadline)));
      const origin = parseHomeUrl(url);
      const already = known.find((connection) => connection?.url === origin.origin);
      if (already !== undefined) return already.home;
      const transport = createTransport({ guard: createAddressGuard(options.homeAddressAllowlist) });
      const connect = createConnectHome({
        transport,
        vault,
        accounts,
        begunHomes: createBegunHomes(registry),
        connections,
        members: createMembers(registry),
        linkStates: createLinkStates(registry, vault),
        looks: createLooksQueue(new SQSClient({ ...local, endpoint: sqs.url }), sqs.looksQueueUrl),
        oauthClient: oauthClientOf(portalOrigin),
        log: { debug: write, info: write, warn: write, error: write },
      });
      const access = { url: origin, token: new Secret(await mintToken()), headers: {}, tls: {} };
      const request = { sub, name: 'Demo home', access, revokeOnDisconnect: true };
      const { home } = await connect.withToken(request, deadline);
      transport.close();
      return home;
    },

    /** Gives the home a new event key. */
    eventKey: (home: string): Promise<Secret> =>
      createEventKeys(registry).rotate(home, createDeadline(SEED_MS)),
  };
}
