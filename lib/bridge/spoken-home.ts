/** What of a home matters for which one is spoken with. */
interface Listening {
  home: string;
  paused: boolean;
}

/**
 * Which of somebody's homes is spoken with: the first of the wanted ones that is theirs, paused or not; else the first
 * that is not paused; else the first.
 * @param wanted keys of homes, the one that counts most first
 * @returns undefined where there is no home
 */
export function spokenHome<Home extends Listening>(
  homes: readonly Home[],
  ...wanted: readonly (string | undefined)[]
): Home | undefined {
  const byKey = (key: string | undefined) => homes.find(({ home }) => home === key);
  return (
    wanted.map(byKey).find((home) => home !== undefined) ?? homes.find(({ paused }) => !paused) ?? homes[0]
  );
}
