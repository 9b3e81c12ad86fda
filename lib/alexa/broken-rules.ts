/** How an endpoint can be one that Alexa would not take, in words. */
export const BROKEN_RULES = {
  id: 'its id is missing, too long, or has characters that Alexa does not allow',
  name: 'its name is empty or longer than 128 characters',
  description: 'its description is empty or longer than 128 characters',
  manufacturer: 'its manufacturer is empty or longer than 128 characters',
  category: 'it has no display category',
  capability: 'it has no capability, or one that cannot be read',
  many_capabilities: 'it has more than 100 capabilities',
  same_capability: 'it has the same capability twice',
  no_alexa: 'it does not have the interface "Alexa", which every device must have',
  size: 'its description for Alexa is too large',
  same_id: 'another device has the same id',
} as const;

/** Which of Alexa's rules an endpoint breaks. */
export type BrokenRule = keyof typeof BROKEN_RULES;
