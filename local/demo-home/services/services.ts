import { type Change, domainOf, type ServiceCall } from '../entity.ts';
import type { States } from '../states.ts';
import { climateServices } from './climate.ts';
import { coverServices } from './cover.ts';
import { fanServices } from './fan.ts';
import { lightServices } from './light.ts';
import { mediaPlayerServices } from './media-player.ts';
import type { Services } from './service.ts';
import { lockServices, sceneServices, scriptServices, switchServices } from './simple.ts';

const domains: Readonly<Record<string, Services>> = {
  climate: climateServices,
  cover: coverServices,
  fan: fanServices,
  light: lightServices,
  lock: lockServices,
  media_player: mediaPlayerServices,
  scene: sceneServices,
  script: scriptServices,
  switch: switchServices,
};

/** The home has no such service. */
export class ServiceNotFound extends Error {
  readonly service: string;
  constructor(service: string) {
    super(`Service ${service} not found`);
    this.name = 'ServiceNotFound';
    this.service = service;
  }
}

/**
 * Prepares a service call: checks service and data now, changes the entity when the result is run.
 *
 * @throws {ServiceNotFound} no such service
 * @throws {InvalidServiceData} the data are not what it takes
 */
export function prepareCall(states: States, call: ServiceCall): () => void {
  const domain = domainOf(call.service);
  const service = domains[domain]?.[call.service.slice(domain.length + 1)];
  if (!service) throw new ServiceNotFound(call.service);
  const apply = service(call.data ?? {});
  return () => {
    const entity = states.get(call.entityId);
    // Home Assistant ignores entities of another domain, of which a call may name some.
    if (!entity || entity.domain !== domain || entity.state === 'unavailable') return;
    const change: Change = apply(entity);
    states.change(call.entityId, change);
    for (const next of change.calls ?? []) prepareCall(states, next)();
  };
}
