import { useState } from 'preact/hooks';
import type { Capability } from '../../device-view.ts';
import type { DeviceView } from '../../view.ts';
import { ask, Declined } from '../ask.ts';
import { CONTROLS } from '../controls/controls.ts';
import { heardOf, inWords, isLit, isReachable } from '../states.ts';
import { Icon, iconOf } from './icon.tsx';

/** One device: how it is, and what can be done with it. */
export function Tile({ person, device }: { person: string; device: DeviceView }) {
  const [pending, setPending] = useState(0);
  const [problem, setProblem] = useState<string>();
  const send = async ({ interface: namespace, instance }: Capability, name: string, payload = {}) => {
    setPending((count) => count + 1);
    setProblem(undefined);
    try {
      const wish = { namespace, name, endpointId: device.id, payload };
      await ask(`/api/people/${person}/directives`, { ...wish, ...(instance !== undefined && { instance }) });
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      setProblem(error.message);
    } finally {
      setPending((count) => count - 1);
    }
  };
  const trouble = problem ?? device.trouble;
  const state = isReachable(device) ? inWords(device) : 'Not responding';
  const lit = isLit(device);
  const name = `tile-${device.id}`;
  const power = device.capabilities.find((capability) => capability.interface === 'Alexa.PowerController');
  const control = (capability: Capability) => {
    const Control = CONTROLS.get(capability.interface);
    if (Control === undefined) return null;
    return (
      <Control
        key={`${capability.interface} ${capability.instance ?? ''}`}
        device={device.name}
        capability={capability}
        value={(property) => heardOf(device, capability, property)}
        send={(directive, payload) => send(capability, directive, payload)}
      />
    );
  };
  return (
    <li
      class={`tile ${lit ? 'lit' : ''} ${isReachable(device) ? '' : 'away'}`}
      aria-labelledby={name}
      aria-busy={pending > 0}
      data-device={device.name}
    >
      <div class="head">
        <span class="bulb">
          <Icon name={iconOf(device.category)} />
        </span>
        <div>
          <h3 id={name}>{device.name}</h3>
          <p class="state">{state}</p>
        </div>
        {power !== undefined && control(power)}
      </div>
      {device.capabilities.filter((capability) => capability !== power).map(control)}
      {trouble !== undefined && <p class="problem">{trouble}</p>}
    </li>
  );
}
