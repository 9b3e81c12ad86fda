/** Things of one home that are done at the same time: enough to be quick, and few enough for a small computer. */
const AT_ONCE = 4;

/** Does something for each of the items, a few at a time. A rejection ends only the work on that item, and is thrown when all is done. */
export async function sideBySide<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const failures: unknown[] = [];
  const workOff = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      await work(next).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workOff));
  if (failures.length > 0) throw failures[0];
}
