import { type ProbeStage, probeHome } from '../../../lib/home-assistant/probe.ts';
import { readBody } from '../../read-body.ts';
import { accessOf, probeBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/** A probe is watched by a person, and a home that needs longer is no good for Alexa either. */
const PROBE_MS = 15_000;
/** What can be known early is told early: Alexa itself waits for eight seconds, all in all. */
const STAGE_MS: Readonly<Partial<Record<ProbeStage, number>>> = { name: 5_000, connection: 8_000 };

const limitOf = (stage: ProbeStage | undefined) =>
  stage === undefined ? PROBE_MS : (STAGE_MS[stage] ?? PROBE_MS);

/** `POST /v1/homes/probe` `{ url, token?, headers?, tls?, stage? }` → a `ProbeReport`; a home that fails is a 200 too. */
export const probe =
  ({ transport }: AccountPorts): ApiHandler =>
  async ({ body, deadline }) => {
    const { stage, ...address } = readBody(probeBody, body);
    const report = await probeHome(transport, accessOf(address), deadline.within(limitOf(stage)), stage);
    return { status: 200, body: report };
  };
