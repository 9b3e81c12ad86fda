/**
 * The JSON of one `interactionModels/custom/<locale>.json`.
 * @see https://developer.amazon.com/docs/alexa/smapi/interaction-model-schema.html
 */
export interface InteractionModelFile {
  interactionModel: InteractionModel;
}

export interface InteractionModel {
  languageModel: {
    invocationName: string;
    intents: ModelIntent[];
    types: SlotType[];
  };
  dialog?: {
    intents: DialogIntent[];
    delegationStrategy: 'ALWAYS' | 'SKILL_RESPONSE';
  };
  prompts?: Prompt[];
}

export interface ModelIntent {
  /** `AMAZON.…` for a built-in one. */
  name: string;
  slots?: IntentSlot[];
  /** What may be said; a slot in braces. */
  samples: string[];
}

export interface IntentSlot {
  name: string;
  /** A built-in type (`AMAZON.…`) or one of `types`. */
  type: string;
  /** How the slot alone may be said when it is asked for. */
  samples?: string[];
}

export interface SlotType {
  name: string;
  values: SlotValue[];
}

export interface SlotValue {
  /** What an intent gets as the slot's id. */
  id?: string;
  name: { value: string; synonyms?: string[] };
}

export interface DialogIntent {
  name: string;
  confirmationRequired: boolean;
  prompts: Record<string, string>;
  slots: {
    name: string;
    type: string;
    elicitationRequired: boolean;
    confirmationRequired: boolean;
    prompts: Record<string, string>;
  }[];
}

export interface Prompt {
  id: string;
  variations: { type: 'PlainText' | 'SSML'; value: string }[];
}
