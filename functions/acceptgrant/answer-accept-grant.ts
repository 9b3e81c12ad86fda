import {
  authorizationCodeRequest,
  type GrantTokens,
  sendTokenRequest,
  wholeTokens,
} from '../../lib/alexa/login-with-amazon.ts';
import { type AlexaResponse, parseDirective } from '../../lib/alexa/message.ts';
import { acceptGrantResponse } from '../../lib/alexa/responses.ts';
import { createDeadline, type Deadline } from '../../lib/deadline.ts';
import { assertLinkStands } from '../../lib/homes/access-rights.ts';
import type { AlexaRegion, GrantId } from '../../lib/homes/grants.ts';
import { DirectiveMalformed } from '../../lib/outcomes/directive.ts';
import { LoginWithAmazonUnavailable } from '../../lib/outcomes/grant.ts';
import { OutOfTime } from '../../lib/outcomes/service.ts';
import type { Secret } from '../../lib/vault/secret.ts';
import type { AcceptGrantPorts } from './compose.ts';

const BUDGET_MS = 6_000;
const MARGIN_MS = 300;
/** What Login with Amazon may take. */
const EXCHANGE_MS = 4_500;
/** What sealing and storing may take after it. */
const KEEP_MS = 1_000;
/** With less than this it would hardly answer in time, and the code is kept for another try. */
const LEAST_EXCHANGE_MS = 500;
/** Between two looks at whether another invocation has stored the same code's tokens. */
const POLL_MS = 100;

const REGIONS: ReadonlySet<unknown> = new Set<AlexaRegion>(['NA', 'EU', 'FE']);

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function regionIn(request: unknown): AlexaRegion {
  const region = (request as { region?: unknown } | null)?.region;
  if (!REGIONS.has(region)) throw new DirectiveMalformed('region');
  return region as AlexaRegion;
}

/**
 * The right to exchange the code, or the news that it was done: Alexa repeats an AcceptGrant whose answer it
 * missed, at times while the first one still runs.
 */
async function claimOrAwait(id: GrantId, code: Secret, ports: AcceptGrantPorts, deadline: Deadline) {
  for (;;) {
    const claim = await ports.grants.claim(id, code, deadline);
    if (claim !== 'busy') return claim;
    if (deadline.remaining() < 2 * POLL_MS)
      throw new LoginWithAmazonUnavailable('another exchange is under way');
    await sleep(POLL_MS);
  }
}

async function exchange(code: Secret, ports: AcceptGrantPorts, deadline: Deadline): Promise<GrantTokens> {
  const credentials = await ports.messaging.read(deadline);
  const request = authorizationCodeRequest(ports.loginWithAmazonUrl, credentials, code);
  // A code that is sent is spent: there must be time to keep what comes back.
  const left = deadline.remaining() - KEEP_MS;
  if (left < LEAST_EXCHANGE_MS) throw new OutOfTime('accepting the grant');
  return wholeTokens(await sendTokenRequest(request, deadline.within(Math.min(EXCHANGE_MS, left))));
}

/**
 * Accepts a grant: verify the grantee, exchange the code, seal and store the tokens, and only then say so. The
 * tokens belong to exactly this link in exactly this region.
 * @param request an `AcceptGrantRequest`
 * @throws any outcome; all of them mean that the grant was not accepted
 * @see https://developer.amazon.com/docs/device-apis/alexa-authorization.html
 */
export async function answerAcceptGrant(
  request: unknown,
  remainingMs: number,
  ports: AcceptGrantPorts,
): Promise<AlexaResponse> {
  const { verifier, accounts, grants } = ports;
  const deadline = createDeadline(Math.max(0, Math.min(BUDGET_MS, remainingMs - MARGIN_MS)), ports.clock);
  const region = regionIn(request);
  const { directive, token, grantCode } = parseDirective((request as { message?: unknown }).message);
  if (grantCode === undefined) throw new DirectiveMalformed('payload.grant');
  const identity = await verifier.verify(token, deadline);
  assertLinkStands(await accounts.read(identity.sub, deadline), identity);

  const id = { sub: identity.sub, region, originJti: identity.originJti };
  if ((await claimOrAwait(id, grantCode, ports, deadline)) === 'stored')
    return acceptGrantResponse(directive);
  try {
    const tokens = await exchange(grantCode, ports, deadline);
    await grants.store(id, grantCode, tokens, deadline);
  } catch (error) {
    await grants.release(id, grantCode, deadline).catch(() => undefined);
    throw error;
  }
  return acceptGrantResponse(directive);
}
