import type { Command } from './command.ts';
import { setBrightness } from './commands/brightness.ts';
import { setColor } from './commands/color.ts';
import { devices } from './commands/devices.ts';
import { discover } from './commands/discover.ts';
import { disable, enable } from './commands/enablement.ts';
import { grant } from './commands/grant.ts';
import { link, unlink } from './commands/link.ts';
import { lock, unlock } from './commands/lock.ts';
import { turnOff, turnOn } from './commands/power.ts';
import { raw } from './commands/raw.ts';
import { reportState } from './commands/report-state.ts';
import { activate } from './commands/scene.ts';
import { ask, launch, talk } from './commands/speech.ts';
import { status } from './commands/status.ts';
import { setTemperature } from './commands/temperature.ts';
import { watch } from './commands/watch.ts';

/** Every command by its name, in the order of the help. */
export const commands: Readonly<Record<string, Command>> = {
  link,
  unlink,
  grant,
  enable,
  disable,
  status,
  discover,
  devices,
  'turn-on': turnOn,
  'turn-off': turnOff,
  'set-brightness': setBrightness,
  'set-color': setColor,
  'set-temperature': setTemperature,
  lock,
  unlock,
  activate,
  'report-state': reportState,
  launch,
  ask,
  talk,
  raw,
  watch,
};
