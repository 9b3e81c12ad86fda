import type { Directive } from '../alexa/message.ts';
import { overrideIdOf } from '../homes/overrides.ts';

/** A directive that may go to a secured device, and on which conditions. */
interface Passing {
  /** `namespace/name` */
  directive: string;
  /** The capability's instance; where there is none, the home looks at none. */
  instance?: string;
  payload?: (payload: Record<string, unknown>) => boolean;
}

const mode =
  (closed: string) =>
  (payload: Record<string, unknown>): boolean =>
    payload.mode === closed;

/** Of a position 0 is closed, of a tilt too. */
const closes = ({ rangeValue }: Record<string, unknown>): boolean => rangeValue === 0;

const ARMED: ReadonlySet<unknown> = new Set(['ARMED_AWAY', 'ARMED_NIGHT', 'ARMED_STAY']);

const QUESTION: Passing = { directive: 'Alexa/ReportState' };

/**
 * All that passes, by the domain of Home Assistant's entity; see `HANDLERS` in components/alexa/handlers.py for what
 * each does there. Whatever is not here is refused, so that no directive and no kind of device of a later release opens
 * something. That goes for
 *
 * - what is relative (`AdjustRangeValue`): where it ends depends on a position that may be old;
 * - everything but questions to other kinds of device: nobody can tell what a switch, a script or a scene opens, nor
 *   whether it does so by being turned on or off.
 *
 * Stopping passes: it opens nothing, and a door that closes on somebody must be stopped.
 */
const PASSING: Readonly<Record<string, readonly Passing[]>> = {
  lock: [{ directive: 'Alexa.LockController/Lock' }],
  cover: [
    { directive: 'Alexa.PowerController/TurnOff' },
    {
      directive: 'Alexa.ModeController/SetMode',
      instance: 'cover.position',
      payload: mode('position.closed'),
    },
    { directive: 'Alexa.RangeController/SetRangeValue', instance: 'cover.position', payload: closes },
    { directive: 'Alexa.RangeController/SetRangeValue', instance: 'cover.tilt', payload: closes },
    { directive: 'Alexa.PlaybackController/Stop' },
  ],
  valve: [
    { directive: 'Alexa.ModeController/SetMode', instance: 'valve.state', payload: mode('state.closed') },
    { directive: 'Alexa.RangeController/SetRangeValue', instance: 'valve.position', payload: closes },
    { directive: 'Alexa.ToggleController/TurnOn', instance: 'valve.stop' },
  ],
  alarm_control_panel: [
    {
      directive: 'Alexa.SecurityPanelController/Arm',
      payload: ({ armState }) => ARMED.has(armState),
    },
  ],
};

const domainOf = (endpointId: string): string => overrideIdOf(endpointId).split('#', 1)[0] ?? '';

const passingAt = (endpointId: string): readonly Passing[] => {
  const domain = domainOf(endpointId);
  return Object.hasOwn(PASSING, domain) ? [QUESTION, ...(PASSING[domain] ?? [])] : [QUESTION];
};

/**
 * Whether a directive surely neither opens nor unlocks nor disarms a device.
 * @param endpointId the home's own
 */
export const isHarmless = ({ header, payload }: Directive, endpointId: string): boolean =>
  passingAt(endpointId).some(
    (passing) =>
      passing.directive === `${header.namespace}/${header.name}` &&
      (passing.instance === undefined || passing.instance === header.instance) &&
      passing.payload?.(payload) !== false,
  );
