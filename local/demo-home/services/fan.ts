import { becomes, requiredFlag, requiredNumber, type Services } from './service.ts';

/** `fan.*`: speed in per cent; zero switches off, and the last speed is remembered. */
export const fanServices: Services = {
  turn_on: becomes('on'),
  turn_off: becomes('off'),
  set_percentage: (data) => {
    const percentage = requiredNumber(data, 'percentage', 0, 100);
    return () => (percentage === 0 ? { state: 'off' } : { state: 'on', attributes: { percentage } });
  },
  oscillate: (data) => {
    const oscillating = requiredFlag(data, 'oscillating');
    return () => ({ attributes: { oscillating } });
  },
};
