import { EVENT_GATEWAYS } from '../../lib/alexa/event-gateway.ts';
import {
  LOGIN_WITH_AMAZON_URL,
  refreshRequest,
  sendTokenRequest,
} from '../../lib/alexa/login-with-amazon.ts';
import { createSqs } from '../../lib/aws-clients.ts';
import type { Clock } from '../../lib/deadline.ts';
import { type AccessRights, createAccessRights } from '../../lib/homes/access-rights.ts';
import { type Catalogue, createCatalogue } from '../../lib/homes/catalogue.ts';
import { createGrantTokens, type GrantTokensKeeper, type Refresh } from '../../lib/homes/grant-tokens.ts';
import { type AlexaRegion, createGrants, type Grants } from '../../lib/homes/grants.ts';
import { createMessagingCredentials } from '../../lib/homes/messaging-credentials.ts';
import { createOverrides, type Overrides } from '../../lib/homes/overrides.ts';
import { createPresses, type Presses } from '../../lib/homes/presses.ts';
import { createToldStates, type ToldStates } from '../../lib/homes/told-states.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { createMeter, type Meter } from '../../lib/telemetry/metrics.ts';
import { required } from '../environment.ts';
import { homeStoresFrom } from '../parts.ts';
import { createVisibility, type Visibility } from './visibility.ts';

export interface ReportPorts {
  grants: Pick<Grants, 'acknowledge'>;
  tokens: GrantTokensKeeper;
  told: ToldStates;
  rights: AccessRights;
  catalogue: Catalogue;
  overrides: Overrides;
  visibility: Visibility;
  presses: Presses;
  gatewayUrl: (region: AlexaRegion) => string;
  log: Log;
  meter: Meter;
  clock: Clock;
}

const REFRESH_MS = 5_000;

export function composeReport(env: NodeJS.ProcessEnv, log: Log): ReportPorts {
  const clock = Date.now;
  const { homeRegion, registry, devices, vault } = homeStoresFrom(env);
  const messaging = createMessagingCredentials(registry, vault, required(env, 'SKILL_ID'));
  const loginWithAmazonUrl = env.LWA_TOKEN_URL ?? LOGIN_WITH_AMAZON_URL;
  const refresh: Refresh = async (refreshToken, deadline) => {
    const request = refreshRequest(loginWithAmazonUrl, await messaging.read(deadline), refreshToken);
    return sendTokenRequest(request, deadline.within(REFRESH_MS));
  };
  return {
    grants: createGrants(registry, vault, clock),
    tokens: createGrantTokens(registry, vault, refresh, clock),
    told: createToldStates(devices),
    rights: createAccessRights(registry),
    catalogue: createCatalogue(devices),
    overrides: createOverrides(registry),
    visibility: createVisibility(createSqs(homeRegion), required(env, 'DELIVERIES_QUEUE_URL')),
    presses: createPresses(devices, clock),
    gatewayUrl: (region) => env.ALEXA_EVENT_GATEWAY_URL ?? EVENT_GATEWAYS[region],
    log,
    meter: createMeter(),
    clock,
  };
}
