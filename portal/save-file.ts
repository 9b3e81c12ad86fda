/** By then the browser has read it. */
const KEPT_MS = 60_000;

/** Has the browser save a text as a file. A download needs no leave of the page's policy, since it loads nothing. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
