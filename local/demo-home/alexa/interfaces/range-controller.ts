import { type Entity, numberOf, supports } from '../../entity.ts';
import { coverFeature, fanFeature } from '../../features.ts';
import {
  actionMapping,
  type Capability,
  friendlyNames,
  type Handlers,
  notSupported,
  payloadNumber,
  type Request,
} from '../interface.ts';
import { AlexaError, type JsonObject } from '../message.ts';

/** One thing that has a range, by the controller's instance. */
interface Range {
  readonly attribute: string;
  readonly what: string;
  /** How far one step goes when Alexa names no amount. */
  step(entity: Entity): number;
  set(value: number, request: Request): void;
}

const ranges: Readonly<Record<string, Range>> = {
  'cover.position': {
    attribute: 'current_position',
    what: 'current position',
    step: () => 20,
    set: (value, { entity, call }) => {
      if (value === 0 && supports(entity, coverFeature.close)) call('close_cover');
      else if (value === 100 && supports(entity, coverFeature.open)) call('open_cover');
      else call('set_cover_position', { position: value });
    },
  },
  'fan.percentage': {
    attribute: 'percentage',
    what: 'current fan speed',
    step: (entity) => numberOf(entity, 'percentage_step') ?? 20,
    set: (value, { entity, call }) => {
      if (value === 0) call('turn_off');
      else if (supports(entity, fanFeature.setSpeed)) call('set_percentage', { percentage: value });
      else call('turn_on');
    },
  },
};

function percentRange(
  instance: string,
  labels: JsonObject,
  precision: number,
  semantics: JsonObject,
): Capability {
  return {
    interface: 'Alexa.RangeController',
    instance,
    generic: true,
    properties: {
      rangeValue: (entity) =>
        entity.state === 'unavailable' || entity.state === 'unknown'
          ? undefined
          : numberOf(entity, ranges[instance]?.attribute ?? ''),
    },
    discovery: {
      capabilityResources: labels,
      configuration: {
        supportedRange: { minimumValue: 0, maximumValue: 100, precision },
        unitOfMeasure: 'Alexa.Unit.Percent',
      },
      semantics,
    },
  };
}

/** `Alexa.RangeController` for how far a cover is open. */
export function positionController(): Capability {
  const labels = friendlyNames('Position', 'Alexa.Setting.Opening');
  return percentRange('cover.position', labels, 1, {
    actionMappings: [
      actionMapping(['Lower', 'Close'], 'SetRangeValue', { rangeValue: 0 }),
      actionMapping(['Raise', 'Open'], 'SetRangeValue', { rangeValue: 100 }),
    ],
    stateMappings: [
      { '@type': 'StatesToValue', states: ['Alexa.States.Closed'], value: 0 },
      {
        '@type': 'StatesToRange',
        states: ['Alexa.States.Open'],
        range: { minimumValue: 1, maximumValue: 100 },
      },
    ],
  });
}

/** `Alexa.RangeController` for the speed of a fan; one that is only on or off has steps of 100. */
export function fanSpeedController(entity: Entity): Capability {
  const labels = friendlyNames('Percentage', 'Alexa.Setting.FanSpeed');
  return percentRange('fan.percentage', labels, numberOf(entity, 'percentage_step') ? 1 : 100, {
    actionMappings: [
      actionMapping(['Lower'], 'SetRangeValue', { rangeValue: 0 }),
      actionMapping(['Raise'], 'SetRangeValue', { rangeValue: 100 }),
    ],
  });
}

function rangeOf({ instance, entity }: Request): { readonly instance: string; readonly range: Range } {
  const range = instance?.startsWith(`${entity.domain}.`) ? ranges[instance] : undefined;
  if (!instance || !range) throw notSupported();
  return { instance, range };
}

const confirmed = (instance: string, value: number): readonly JsonObject[] => [
  { namespace: 'Alexa.RangeController', instance, name: 'rangeValue', value },
];

export const rangeHandlers: Handlers = {
  SetRangeValue: (request) => {
    const { instance, range } = rangeOf(request);
    const value = Math.trunc(payloadNumber(request.payload, 'rangeValue'));
    range.set(value, request);
    return { confirmed: confirmed(instance, value) };
  },
  AdjustRangeValue: (request) => {
    const { instance, range } = rangeOf(request);
    const { entity, payload } = request;
    if (!('rangeValueDeltaDefault' in payload)) throw new TypeError('rangeValueDeltaDefault is missing');
    const factor = payload.rangeValueDeltaDefault ? range.step(entity) : 1;
    const delta = Math.trunc(payloadNumber(payload, 'rangeValueDelta') * factor);
    const current = numberOf(entity, range.attribute);
    // Zero counts as "unknown" in Home Assistant too: a closed blind cannot be adjusted, only set.
    if (!current) {
      throw new AlexaError('INVALID_VALUE', `Unable to determine ${entity.entityId} ${range.what}`);
    }
    const value = Math.min(100, Math.max(0, current + delta));
    range.set(value, request);
    return { confirmed: confirmed(instance, value) };
  },
};
