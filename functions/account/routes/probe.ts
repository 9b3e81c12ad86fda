import { probeHome } from '../../../lib/home-assistant/probe.ts';
import { readBody } from '../../read-body.ts';
import { accessOf, probeBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** A probe is watched by a person, and a home that needs longer is no good for Alexa either. */
const PROBE_MS = 15_000;

/** `POST /v1/homes/probe` `{ url, token?, headers?, tls? }` → a `ProbeReport`; a home that fails is a 200 too. */
export const probe =
  ({ transport }: AccountPorts): ApiHandler =>
  async ({ body, deadline }) => {
    const access = accessOf(readBody(probeBody, body));
    return { status: 200, body: await probeHome(transport, access, deadline.within(PROBE_MS)) };
  };
