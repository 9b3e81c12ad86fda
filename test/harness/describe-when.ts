import { describe, it } from 'vitest';

/**
 * A `describe` for tests that need something which is not on every machine. Where it is missing they are skipped
 * with the reason on the terminal; in continuous integration (`CI` is set) that is a failure instead.
 * @param need what is needed: whether it is here, and what to say when it is not, with how to get it
 */
export function describeWhen(
  need: { isHere: boolean; otherwise: string },
  name: string,
  body: () => void,
): void {
  if (need.isHere) {
    describe(name, body);
    return;
  }
  if (process.env.CI !== undefined && process.env.CI !== '') {
    it(`${name}: has what it needs to run`, () => {
      throw new Error(need.otherwise);
    });
    return;
  }
  console.warn(`skipped: ${name}. ${need.otherwise}`);
  describe.skip(name, body);
}
