import { gunzipSync } from 'node:zlib';

/**
 * Secrets of a run, and a look at everything that the run let out: output, answers, stored items. A secret may be
 * found in none of it, in the spellings that it could hide in.
 */
export function createCanaries() {
  const planted = new Map<string, string>();
  const seen: { where: string; text: string }[] = [];

  /** In Base64 of something longer the secret begins at any of three places; its first and last signs may differ. */
  const insideBase64 = (secret: string, encoding: 'base64' | 'base64url') =>
    [0, 1, 2].map((before) => {
      const signs = Buffer.from(`${'x'.repeat(before)}${secret}`)
        .toString(encoding)
        .replace(/=+$/, '');
      return signs.slice(Math.ceil((before * 4) / 3), -1);
    });
  const spellings = (secret: string) => [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      new URLSearchParams([['', secret]]).toString().slice(1),
      ...insideBase64(secret, 'base64'),
      ...insideBase64(secret, 'base64url'),
      Buffer.from(secret).toString('hex'),
    ]),
  ];
  // JSON inside JSON escapes quotes and backslashes once for each layer.
  const unescaped = (text: string) => text.replaceAll('\\', '');

  return {
    /** A secret by the name that a finding is to be reported under. */
    plant: (name: string, secret: string): string => {
      if (secret.length < 8) throw new Error(`${name} is too short to be searched for`);
      planted.set(name, secret);
      return secret;
    },
    /** Something that came out, and where. Bytes that are gzip are unpacked. */
    collect: (where: string, what: string | Uint8Array): void => {
      const isGzip = typeof what !== 'string' && what[0] === 0x1f && what[1] === 0x8b;
      const text =
        typeof what === 'string' ? what : (isGzip ? gunzipSync(what) : Buffer.from(what)).toString('latin1');
      seen.push({ where, text });
    },
    planted: () => [...planted.keys()],
    collected: () => seen.length,
    /** `secret in place`, once each. */
    leaks: (): string[] => {
      const found = new Set<string>();
      const places = seen.map(({ where, text }) => ({ where, text: unescaped(text) }));
      for (const [name, secret] of planted) {
        for (const spelling of spellings(secret).map(unescaped)) {
          for (const { where, text } of places) if (text.includes(spelling)) found.add(`${name} in ${where}`);
        }
      }
      return [...found];
    },
  };
}

export type Canaries = ReturnType<typeof createCanaries>;
