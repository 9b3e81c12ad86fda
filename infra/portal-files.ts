import { basename, extname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';
import type { InlineConfig, Rollup } from 'vite';
import type { PortalFiles } from '../functions/portal/files.ts';

/** A file of the portal is not as the build expects it; the message says which and why. */
export class PortalBuildError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PortalBuildError';
  }
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

type Output = Rollup.OutputChunk | Rollup.OutputAsset;

const contentOf = (file: Output): string => {
  if (file.type === 'chunk') return file.code;
  return typeof file.source === 'string' ? file.source : new TextDecoder().decode(file.source);
};

/** Vite's settings, all of them: no file of the machine's owner, and none that it would leave behind. */
const settingsOf = (folder: string): InlineConfig => ({
  root: folder,
  configFile: false,
  envDir: false,
  publicDir: false,
  logLevel: 'silent',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    write: false,
    target: 'es2023',
    // Everything in files of its own: the page may hold no inline script, style or data.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: join(folder, 'index.html'),
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
        // Pages come when they are opened; what several of them use comes in one piece.
        codeSplitting: { groups: [{ name: 'base', minShareCount: 2 }] },
      },
    },
  },
});

/** Vite says what it builds for in NODE_ENV, and leaves it said: also to what runs in this process afterwards. */
async function bundle(folder: string): Promise<readonly Output[]> {
  const { build } = await import('vite');
  const before = process.env.NODE_ENV;
  try {
    const built = await build(settingsOf(folder));
    if (Array.isArray(built) || !('output' in built)) throw new PortalBuildError('Vite built no single page');
    return built.output;
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/**
 * Builds `<root>/portal`: the page, and its assets under names that change with their content, so that browsers
 * may keep them for good. HTTP APIs do not compress, so each asset comes compressed as well.
 *
 * @throws Vite's error when something does not compile
 * @throws PortalBuildError when there is something that cannot be served
 */
export const buildPortal = async (root: string): Promise<PortalFiles> => {
  const files = await bundle(join(root, 'portal'));
  const page = files.find(({ fileName }) => fileName === 'index.html');
  if (page === undefined) throw new PortalBuildError('portal/index.html was not built');
  const assets = files
    .filter((file) => file !== page)
    .map((file) => {
      const type = MEDIA_TYPES[extname(file.fileName)];
      if (type === undefined) throw new PortalBuildError(`There is no media type for ${file.fileName}`);
      const text = contentOf(file);
      return [basename(file.fileName), { type, text, brotli: brotliCompressSync(text).toString('base64') }];
    });
  return { page: contentOf(page), assets: Object.fromEntries(assets) };
};

/** Lets a function import the portal, built, as the module `portal-files`. */
export const portalFilesPlugin = (root: string): Plugin => ({
  name: 'portal-files',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^portal-files$/ }, ({ path }) => ({ path, namespace: 'portal-files' }));
    onLoad({ filter: /./, namespace: 'portal-files' }, async () => ({
      contents: JSON.stringify(await buildPortal(root)),
      loader: 'json',
    }));
  },
});
