/** Whether a table has a word for what the API names: a newer API may name what this page does not know. */
export const hasWord = <T extends object>(table: T, key: PropertyKey): key is keyof T =>
  Object.hasOwn(table, key);
