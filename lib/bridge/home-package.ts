import type { VettedEndpoint } from '../alexa/discovery.ts';
import { isDoorbell } from '../alexa/doorbell-press.ts';
import { isReportable } from '../alexa/reportable.ts';
import type { Deadline } from '../deadline.ts';
import type { Locale } from '../home-assistant/locales.ts';
import { homeAssistantPackage } from '../home-assistant/package.ts';
import type { Catalogue } from '../homes/catalogue.ts';
import type { Connections } from '../homes/connections.ts';
import type { EventKeys } from '../homes/event-keys.ts';
import type { Members } from '../homes/members.ts';
import { shareOfTurn } from '../homes/share-of-turn.ts';
import { Forbidden, NotFound } from '../outcomes/request.ts';

export interface HomePackageRequest {
  sub: string;
  home: string;
  locale?: Locale | undefined;
}

/**
 * Makes the package for a home, with a new event key; the one before it is void (within five minutes, for the
 * authorizer's cache), since a key is shown only when it is made.
 * @returns YAML
 * @throws {NotFound} no such home of this user
 * @throws {Forbidden} a member who is not the owner
 */
export type MakeHomePackage = (request: HomePackageRequest, deadline: Deadline) => Promise<string>;

/** `light#kitchen` → `light.kitchen` */
const entityOf = ({ endpointId }: VettedEndpoint) => endpointId.replace('#', '.');

export function createMakeHomePackage(ports: {
  connections: Connections;
  members: Members;
  catalogue: Catalogue;
  eventKeys: EventKeys;
  hintsUrl: string;
}): MakeHomePackage {
  const { connections, members, catalogue, eventKeys, hintsUrl } = ports;

  async function assertOwner(sub: string, home: string, deadline: Deadline): Promise<void> {
    const connection = await connections.read(home, deadline);
    if (connection?.owner === sub) return;
    const belonging = connection === undefined ? [] : await members.list(home, deadline);
    if (belonging.some((member) => member.sub === sub))
      throw new Forbidden('change a home that is not yours');
    throw new NotFound('home');
  }

  return async ({ sub, home, locale }, deadline) => {
    await assertOwner(sub, home, deadline);
    const known = await catalogue.endpoints(home, deadline);
    const entities = known.filter(isReportable).map(entityOf);
    const doorbells = known.filter(isDoorbell).map(entityOf);
    const eventKey = await eventKeys.rotate(home, deadline);
    return homeAssistantPackage({
      hintsUrl,
      eventKey,
      entities,
      doorbells,
      turn: shareOfTurn(home),
      ...(locale !== undefined && { locale }),
    });
  };
}
