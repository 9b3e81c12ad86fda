/** What Alexa says to each error; the payload's own message is for logs and never spoken. */
const spokenErrors: Readonly<Record<string, (device: string) => string>> = {
  ACCEPT_GRANT_FAILED: () => 'We were unable to link your account at this time.',
  ALREADY_IN_OPERATION: (device) => `${device} is already running.`,
  AUTHORIZATION_REQUIRED: () => 'I need the code for that.',
  BRIDGE_UNREACHABLE: (device) => `Sorry, ${device} isn't responding: its hub can't be reached.`,
  CLOUD_CONTROL_DISABLED: (device) => `${device} can't be controlled from here at the moment.`,
  ENDPOINT_BUSY: (device) => `${device} is busy right now.`,
  ENDPOINT_LOW_POWER: (device) => `The battery of ${device} is too low for that.`,
  ENDPOINT_UNREACHABLE: (device) => `Sorry, ${device} isn't responding.`,
  EXPIRED_AUTHORIZATION_CREDENTIAL: () => 'Your account link has expired. Please link it again.',
  INSUFFICIENT_PERMISSIONS: (device) => `I'm not allowed to do that with ${device}.`,
  INVALID_AUTHORIZATION_CREDENTIAL: () => 'Your account link is no longer valid. Please link it again.',
  INVALID_DIRECTIVE: (device) => `${device} doesn't support that.`,
  INVALID_VALUE: (device) => `I can't set ${device} to that.`,
  NO_SUCH_ENDPOINT: (device) => `I couldn't find ${device}. You may have to discover your devices again.`,
  NOT_SUPPORTED_IN_CURRENT_MODE: (device) => `${device} can't do that in its current mode.`,
  RATE_LIMIT_EXCEEDED: (device) => `${device} is getting too many requests. Try again in a moment.`,
  TEMPERATURE_VALUE_OUT_OF_RANGE: (device) => `I can't set ${device} to that temperature.`,
  THERMOSTAT_IS_OFF: (device) => `${device} is off.`,
  UNAUTHORIZED: () => "That code isn't right.",
  UNSUPPORTED_THERMOSTAT_MODE: (device) => `${device} doesn't support that mode.`,
  VALUE_OUT_OF_RANGE: (device) => `I can only set ${device} within its range.`,
};

/** About what Alexa would say to an error, about a device or, when none was meant, the device in general. */
export function spokenError(type: string, device = 'the device'): string {
  const said = spokenErrors[type]?.(device) ?? `Sorry, something went wrong with ${device}.`;
  return said.charAt(0).toUpperCase() + said.slice(1);
}
