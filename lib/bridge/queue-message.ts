import * as v from 'valibot';

/** One schema a type; what does not fit is of another version, or broken. */
export type MessageSchemas<Message extends { type: string }> = {
  [Type in Message['type']]: v.GenericSchema<unknown, Extract<Message, { type: Type }>>;
};

/**
 * Makes a reader of what comes back from a queue.
 * @returns undefined for a message that this version does not know; it belongs into the dead-letter queue
 */
export function readerOf<Message extends { type: string }>(
  schemas: MessageSchemas<Message>,
): (body: string) => Message | undefined {
  const known = new Map<string, v.GenericSchema<unknown, Message>>(Object.entries(schemas));
  return (body) => {
    try {
      const raw = JSON.parse(body) as { type?: unknown } | null;
      const schema = typeof raw?.type === 'string' ? known.get(raw.type) : undefined;
      if (schema === undefined) return undefined;
      const read = v.safeParse(schema, raw);
      return read.success ? read.output : undefined;
    } catch {
      return undefined;
    }
  };
}
