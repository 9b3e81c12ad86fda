import { listOf } from '../entity.ts';
import { becomes, InvalidServiceData, requiredNumber, requiredText, type Services } from './service.ts';

/** `climate.*`: temperatures in °C. */
export const climateServices: Services = {
  turn_on: () => (entity) => ({
    state: listOf(entity, 'hvac_modes').find((mode) => mode !== 'off') ?? 'off',
  }),
  turn_off: becomes('off'),
  set_temperature: (data) => {
    const temperature = requiredNumber(data, 'temperature', -50, 100);
    return () => ({ attributes: { temperature } });
  },
  set_hvac_mode: (data) => {
    const mode = requiredText(data, 'hvac_mode');
    return (entity) => {
      if (!listOf(entity, 'hvac_modes').includes(mode)) throw new InvalidServiceData('hvac_mode');
      return { state: mode, attributes: { preset_mode: 'none' } };
    };
  },
  set_preset_mode: (data) => {
    const preset = requiredText(data, 'preset_mode');
    return (entity) => {
      if (!listOf(entity, 'preset_modes').includes(preset)) throw new InvalidServiceData('preset_mode');
      return { attributes: { preset_mode: preset } };
    };
  },
};
