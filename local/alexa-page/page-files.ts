import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A file of the page, ready to send. */
export interface PageFile {
  readonly type: string;
  readonly body: string | Buffer;
}

const FOLDER = new URL('./page/', import.meta.url);
const ICON = new URL('../../portal/icon.svg', import.meta.url);

const tagOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 10);

/**
 * Builds the page with esbuild, which takes a moment only: it happens when somebody opens the page, not at every
 * start. Paths of the answer are those of the files' URLs.
 */
export async function buildPage(): Promise<ReadonlyMap<string, PageFile>> {
  const [{ outputFiles }, html, icon] = await Promise.all([
    build({
      absWorkingDir: fileURLToPath(FOLDER),
      entryPoints: { page: 'main.tsx', style: 'style.css' },
      outdir: '.',
      write: false,
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2023',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      logLevel: 'silent',
    }),
    readFile(new URL('index.html', FOLDER), 'utf8'),
    readFile(ICON),
  ]);
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  const [script, style] = [textOf('page.js'), textOf('style.css')];
  // An address of its own for each content: a browser never shows yesterday's script to today's page.
  const scriptPath = `/page-${tagOf(script)}.js`;
  const stylePath = `/style-${tagOf(style)}.css`;
  return new Map<string, PageFile>([
    [
      '/',
      {
        type: 'text/html; charset=utf-8',
        body: html.replace('/page.js', scriptPath).replace('/style.css', stylePath),
      },
    ],
    [scriptPath, { type: 'text/javascript; charset=utf-8', body: script }],
    [stylePath, { type: 'text/css; charset=utf-8', body: style }],
    ['/icon.svg', { type: 'image/svg+xml', body: icon }],
  ]);
}
