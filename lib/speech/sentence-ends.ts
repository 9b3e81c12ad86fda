/** Words that have a dot and end no sentence, in the languages that Porchlight speaks; in lower case. */
const ABBREVIATIONS: ReadonlySet<string> = new Set([
  ...['approx', 'dr', 'etc', 'min', 'mr', 'mrs', 'ms', 'no', 'sec', 'st', 'vs'],
  ...['bzw', 'ca', 'evtl', 'ggf', 'inkl', 'max', 'nr', 'std', 'str', 'tel', 'usw', 'zzgl'],
]);

/** Longer than any abbreviation. */
const LOOK_BACK = 12;

/** A run of signs, with the quotes that it stands in, before a space. The look behind keeps it from being tried anew inside of the run. */
const END = /(?<![.!?…])[.!?…]+["'»”“’)\]]*(?=\s)/g;

/** "z. B.", "the 21. of", "Dr. Who" go on; "Done. Then" does not. */
function goesOn(before: string, after: string): boolean {
  const word = /[\p{L}\p{N}]*$/u.exec(before)?.[0] ?? '';
  return (
    /^\p{L}$|^\p{N}+$/u.test(word) ||
    ABBREVIATIONS.has(word.toLowerCase()) ||
    /^\s+["'(„“«]?\p{Ll}/u.test(after)
  );
}

/**
 * Where the last sentence ends that is whole within so many characters.
 * @returns how many characters that is; 0 where there is none
 */
export function lastSentenceEnd(text: string, length: number): number {
  let last = 0;
  // One character more: whether a dot ends a sentence is seen from what follows it.
  for (const match of text.slice(0, length + 1).matchAll(END)) {
    const end = match.index + match[0].length;
    const isDot = /^[.…]/.test(match[0]);
    const before = text.slice(Math.max(0, match.index - LOOK_BACK), match.index);
    if (!isDot || !goesOn(before, text.slice(end, end + LOOK_BACK))) last = end;
  }
  return last;
}
