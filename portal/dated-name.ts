const two = (number: number) => String(number).padStart(2, '0');

/** A file's name with the day that it is where the person is, such as `porchlight-export-2026-11-21.json`. */
export const datedName = (name: string, ending: string, at = new Date()): string =>
  `${name}-${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}.${ending}`;
