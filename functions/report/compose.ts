import { EVENT_GATEWAYS } from '../../lib/alexa/event-gateway.ts';
import {
  LOGIN_WITH_AMAZON_URL,
  refreshRequest,
  sendTokenRequest,
} from '../../lib/alexa/login-with-amazon.ts';
import type { Clock } from '../../lib/deadline.ts';
import { createGrantTokens, type GrantTokensKeeper, type Refresh } from '../../lib/homes/grant-tokens.ts';
import type { AlexaRegion } from '../../lib/homes/grants.ts';
import { createMessagingCredentials } from '../../lib/homes/messaging-credentials.ts';
import { createToldStates, type ToldStates } from '../../lib/homes/told-states.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';
import { homeStoresFrom } from '../parts.ts';

export interface ReportPorts {
  tokens: GrantTokensKeeper;
  told: ToldStates;
  gatewayUrl: (region: AlexaRegion) => string;
  log: Log;
  clock: Clock;
}

const REFRESH_MS = 5_000;

export function composeReport(env: NodeJS.ProcessEnv, log: Log): ReportPorts {
  const clock = Date.now;
  const { registry, devices, vault } = homeStoresFrom(env);
  const messaging = createMessagingCredentials(registry, vault, required(env, 'SKILL_ID'));
  const loginWithAmazonUrl = env.LWA_TOKEN_URL ?? LOGIN_WITH_AMAZON_URL;
  const refresh: Refresh = async (refreshToken, deadline) => {
    const request = refreshRequest(loginWithAmazonUrl, await messaging.read(deadline), refreshToken);
    return sendTokenRequest(request, deadline.within(REFRESH_MS));
  };
  return {
    tokens: createGrantTokens(registry, vault, refresh, clock),
    told: createToldStates(devices),
    gatewayUrl: (region) => env.ALEXA_EVENT_GATEWAY_URL ?? EVENT_GATEWAYS[region],
    log,
    clock,
  };
}
