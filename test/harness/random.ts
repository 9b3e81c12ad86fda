/** Numbers that look random and are the same in every run. */
export interface Random {
  /** From 0 up to, but not including, 1. */
  next(): number;
  chance(probability: number): boolean;
  oneOf<T>(list: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let last = seed;
  const next = () => {
    last = (Math.imul(last, 1_664_525) + 1_013_904_223) >>> 0;
    return last / 2 ** 32;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    oneOf: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
  };
}
