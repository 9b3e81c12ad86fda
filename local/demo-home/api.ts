import { readDirective } from './alexa/message.ts';
import type { SmartHome } from './alexa/smart-home.ts';
import type { Entity } from './entity.ts';
import { json, plain } from './http/reply.ts';
import { authorized, type Route } from './http/router.ts';
import { prepareCall } from './services/services.ts';
import type { States } from './states.ts';
import { homeAssistantVersion } from './version.ts';

const components = [
  'alexa',
  'api',
  'auth',
  'binary_sensor',
  'climate',
  'cover',
  'event',
  'fan',
  'frontend',
  'http',
  'light',
  'lock',
  'media_player',
  'scene',
  'script',
  'sensor',
  'switch',
  'websocket_api',
];

/** One entity in the shape of `/api/states`. */
function stateInApi(entity: Entity): object {
  return {
    entity_id: entity.entityId,
    state: entity.state,
    attributes: entity.attributes,
    last_changed: entity.lastChanged.toISOString(),
    last_reported: entity.lastUpdated.toISOString(),
    last_updated: entity.lastUpdated.toISOString(),
    context: { id: null, parent_id: null, user_id: null },
  };
}

function parseObject(body: Buffer): Record<string, unknown> {
  const value: unknown = body.length > 0 ? JSON.parse(body.toString()) : {};
  if (typeof value !== 'object' || value === null) throw new TypeError('the body is no object');
  return { ...value };
}

/**
 * Home Assistant's REST API, as far as bridges and people use it: ping, configuration, states, services and
 * the Alexa route. Every route wants a bearer token.
 *
 * @param running whether the home says that it has started; it answers all the same
 * @param smartHomeEnabled whether `alexa: smart_home:` is configured; without it the route does not exist
 */
export function apiRoutes({
  states,
  smartHome,
  running,
  smartHomeEnabled,
  locationName,
}: {
  readonly states: States;
  readonly smartHome: SmartHome;
  readonly running: () => boolean;
  readonly smartHomeEnabled: () => boolean;
  readonly locationName: string;
}): readonly Route[] {
  return [
    {
      path: '/api/alexa/smart_home',
      present: smartHomeEnabled,
      methods: {
        // What cannot be read throws, and the server answers 500: Home Assistant never says 400 here.
        POST: authorized(({ body }) => {
          const { message, after } = smartHome(readDirective(JSON.parse(body.toString())));
          return { ...json(message), after };
        }),
      },
    },
    { path: '/api/', methods: { GET: authorized(() => json({ message: 'API running.' })) } },
    {
      path: '/api/config',
      methods: {
        GET: authorized(() =>
          json({
            components,
            config_dir: '/config',
            config_source: 'storage',
            country: 'GB',
            currency: 'EUR',
            external_url: null,
            internal_url: null,
            language: 'en',
            latitude: 51.48,
            longitude: 0,
            elevation: 20,
            location_name: locationName,
            recovery_mode: false,
            safe_mode: false,
            state: running() ? 'RUNNING' : 'NOT_RUNNING',
            time_zone: 'Europe/London',
            unit_system: { length: 'km', mass: 'g', pressure: 'Pa', temperature: '°C', volume: 'L' },
            version: homeAssistantVersion,
          }),
        ),
      },
    },
    { path: '/api/states', methods: { GET: authorized(() => json(states.list().map(stateInApi))) } },
    {
      path: '/api/states/:entity',
      methods: {
        GET: authorized(({ parts: [entityId = ''] }) => {
          const entity = states.get(entityId);
          return entity ? json(stateInApi(entity)) : json({ message: 'Entity not found.' }, 404);
        }),
      },
    },
    {
      path: '/api/services/:domain/:service',
      methods: {
        POST: authorized(({ parts: [domain = '', service = ''], body }) => {
          try {
            const { entity_id: entityId, ...data } = parseObject(body);
            if (typeof entityId !== 'string') return plain(400);
            prepareCall(states, { service: `${domain}.${service}`, entityId, data })();
            const entity = states.get(entityId);
            return json(entity ? [stateInApi(entity)] : []);
          } catch {
            return plain(400);
          }
        }),
      },
    },
  ];
}
