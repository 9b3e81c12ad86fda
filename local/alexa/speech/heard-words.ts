const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What is heard of SSML: the words, without tags, and marks as they are said. */
export const heardWords = (ssml: string): string =>
  ssml
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/&(\w+);/g, (mark, name: string) => ENTITIES[name] ?? mark);
