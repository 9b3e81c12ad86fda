/**
 * Hears everything that this process prints, and keeps the functions' own lines (JSON) from whoever reads the tests. They
 * write all of them, at DEBUG.
 *
 * @param hear gets each piece of text, whoever wrote it
 */
export function listenToFunctions(hear: (text: string) => void): { lines(): number; stop(): void } {
  let lines = 0;
  const before = process.env.LOG_LEVEL;
  process.env.LOG_LEVEL = 'DEBUG';
  const undone = [process.stdout, process.stderr].map((stream) => {
    const { write } = stream;
    stream.write = (chunk: string | Uint8Array, ...rest: never[]) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      hear(text);
      if (!text.startsWith('{')) return write.call(stream, chunk, ...rest);
      lines += 1;
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  return {
    lines: () => lines,
    stop: () => {
      for (const undo of undone) undo();
      if (before === undefined) delete process.env.LOG_LEVEL;
      else process.env.LOG_LEVEL = before;
    },
  };
}
