/**
 * Which messages of a batch the function failed, read from its answer as Lambda reads it with ReportBatchItemFailures
 * (Lambda Developer Guide, "Implementing partial batch responses"): nothing, null or an empty list is a full success;
 * an answer that cannot be understood, or an identifier that is empty or not in the batch, fails the whole batch.
 * @param payload the function's answer as JSON text, possibly empty
 * @param messageIds the ids of the batch
 */
export function failedMessages(payload: string, messageIds: readonly string[]): ReadonlySet<string> {
  const everything = new Set(messageIds);
  if (payload.trim() === '') return new Set();
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    // The failure is the answer: Lambda then returns the whole batch to the queue.
    return everything;
  }
  if (answer === null) return new Set();
  if (typeof answer !== 'object') return everything;
  const failures = 'batchItemFailures' in answer ? answer.batchItemFailures : null;
  if (failures === null) return new Set();
  if (!Array.isArray(failures)) return everything;
  const failed = new Set<string>();
  for (const failure of failures) {
    const id = identifierOf(failure);
    if (id === undefined || !everything.has(id)) return everything;
    failed.add(id);
  }
  return failed;
}

function identifierOf(failure: unknown): string | undefined {
  if (typeof failure !== 'object' || failure === null || !('itemIdentifier' in failure)) return undefined;
  return typeof failure.itemIdentifier === 'string' ? failure.itemIdentifier : undefined;
}
