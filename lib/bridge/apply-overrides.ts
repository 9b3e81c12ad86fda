import type { VettedEndpoint } from '../alexa/discovery.ts';
import { isDisplayCategory } from '../alexa/display-categories.ts';
import { isFriendlyName } from '../alexa/friendly-name.ts';
import { type Override, type OverridesOfHome, overrideOf } from '../homes/overrides.ts';

/**
 * A device with the name and the category that its owner wants. What of it Alexa would not take is passed over: there
 * the device is as the home says it.
 */
export const applyOverride = (endpoint: VettedEndpoint, { name, category }: Override): VettedEndpoint => ({
  ...endpoint,
  ...(isFriendlyName(name) && { friendlyName: name }),
  ...(isDisplayCategory(category) && { displayCategories: [category] }),
});

/** The devices of a home as its owner wants Alexa to see them, in their order. Alexa's limit counts these. */
export const applyOverrides = (
  endpoints: readonly VettedEndpoint[],
  overrides: OverridesOfHome,
): VettedEndpoint[] =>
  endpoints.flatMap((endpoint) => {
    const override = overrideOf(overrides, endpoint.endpointId);
    return override.hidden ? [] : [applyOverride(endpoint, override)];
  });
