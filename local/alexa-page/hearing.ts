import type { GatewayEvent } from '../alexa/amazon-control.ts';
import type { Checker } from '../alexa/checks/checker.ts';
import { arrayAt, stringAt } from '../alexa/checks/json.ts';
import { propertyText } from '../alexa/cli/property-text.ts';
import type { DeviceShelf } from './device-shelf.ts';
import { propertiesOf } from './device-view.ts';
import type { Recorder } from './recorder.ts';
import type { Update } from './view.ts';
import { inWords } from './wording.ts';

/** Takes in what reaches the event gateway in one account's name. */
export interface Hearing {
  hear(event: GatewayEvent): void;
}

/**
 * Does with events what the Alexa app does: new states, new and gone devices, doorbells.
 * `onEndpoints` is told the ids of new and changed devices, or none when some are gone.
 */
export function createHearing(ports: {
  readonly id: string;
  readonly shelf: DeviceShelf;
  readonly recorder: Recorder;
  readonly checker: Checker;
  readonly tell: (update: Update) => void;
  readonly onEndpoints: (ids: readonly string[]) => Promise<void>;
}): Hearing {
  const { id, shelf, recorder, checker, tell, onEndpoints } = ports;

  const nameOf = (endpointId: string) => shelf.find(endpointId)?.name ?? endpointId;
  const show = (device: ReturnType<DeviceShelf['find']>) => {
    if (device !== undefined) tell({ type: 'device', id, device });
  };
  const changed = (ids: readonly string[]) => {
    tell({ type: 'person', id, change: { devices: shelf.list() } });
    onEndpoints(ids).catch(() => undefined);
  };
  const endpointsOf = (message: unknown) => arrayAt(message, 'event', 'payload', 'endpoints') ?? [];
  const idsOf = (message: unknown) =>
    [stringAt(message, 'event', 'endpoint', 'endpointId')]
      .concat(endpointsOf(message).map((endpoint) => stringAt(endpoint, 'endpointId')))
      .filter((found) => found !== undefined);

  /** By the event's name: what it does to the devices. */
  const effects = new Map<string, (event: GatewayEvent, endpointId: string) => void>([
    [
      'ChangeReport',
      ({ message }, endpointId) => {
        const properties = [
          ...(arrayAt(message, 'context', 'properties') ?? []),
          ...(arrayAt(message, 'event', 'payload', 'change', 'properties') ?? []),
        ];
        show(shelf.well(endpointId, propertiesOf(properties)));
      },
    ],
    ['AddOrUpdateReport', ({ message }) => changed(shelf.put(endpointsOf(message)))],
    [
      'DeleteReport',
      ({ message }) => {
        shelf.remove(idsOf(message));
        changed([]);
      },
    ],
    [
      'DoorbellPress',
      ({ message, at }, endpointId) => {
        show(shelf.heard(endpointId, [], { rang: stringAt(message, 'event', 'payload', 'timestamp') ?? at }));
        recorder.speak(`${nameOf(endpointId)}: somebody is at the door.`, 'bell');
      },
    ],
  ]);

  return {
    hear(event) {
      const { message } = event;
      const name = stringAt(message, 'event', 'header', 'name') ?? 'Event';
      const ids = idsOf(message);
      // Before the effect: a device that is gone afterwards has its name still.
      const names = ids.map(nameOf);
      const news = (arrayAt(message, 'event', 'payload', 'change', 'properties') ?? []).map((property) =>
        propertyText(property).join(' '),
      );
      effects.get(name)?.(event, ids[0] ?? '');
      recorder.note(
        {
          kind: 'report',
          title: [inWords(name), names.length > 3 ? `${names.length} devices` : names.join(', ')].join(' · '),
          problems: checker.check(message),
          ...(news.length === 0 ? {} : { said: news.join(', ') }),
        },
        { received: message },
      );
    },
  };
}
