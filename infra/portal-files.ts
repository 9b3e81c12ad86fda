import { readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import type { PortalFiles } from '../functions/portal/files.ts';

/** A file of the portal is not as the build expects it; the message says which and why. */
export class PortalBuildError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PortalBuildError';
  }
}

/** Sources of the assets, and what the page calls them before they get a name with the hash of their content. */
const ASSETS: Readonly<Record<string, string>> = {
  'portal.ts': '/assets/portal.js',
  'portal.css': '/assets/portal.css',
  'icon.svg': '/assets/icon.svg',
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page with the final names of its assets; each must be in it. */
const fillIn = (page: string, names: ReadonlyMap<string, string>): string => {
  let filled = page;
  for (const [source, placeholder] of Object.entries(ASSETS)) {
    const name = names.get(source);
    if (name === undefined) throw new PortalBuildError(`portal/${source} was not bundled`);
    if (!filled.includes(`"${placeholder}"`))
      throw new PortalBuildError(`portal/index.html does not use ${placeholder}`);
    filled = filled.replaceAll(`"${placeholder}"`, `"/assets/${name}"`);
  }
  return filled;
};

/**
 * Bundles `<root>/portal`: the page, and its assets under names that change with their content, so that browsers
 * may keep them for good. HTTP APIs do not compress, so each asset comes compressed as well.
 *
 * @returns the files, and the paths of the sources that they were made of
 * @throws esbuild's error when something does not compile
 * @throws PortalBuildError when page and assets do not fit together
 */
export const buildPortal = async (
  root: string,
): Promise<{ files: PortalFiles; sources: readonly string[] }> => {
  const folder = join(root, 'portal');
  const bundled = await build({
    absWorkingDir: folder,
    entryPoints: Object.keys(ASSETS),
    outdir: 'assets',
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    minify: true,
    legalComments: 'none',
    metafile: true,
    entryNames: '[name]-[hash]',
    loader: { '.svg': 'copy' },
    logLevel: 'silent',
  });
  const names = new Map(
    Object.entries(bundled.metafile.outputs).map(([path, { entryPoint = '' }]) => [
      entryPoint,
      basename(path),
    ]),
  );
  const assets = bundled.outputFiles.map(({ path, contents, text }) => {
    const type = MEDIA_TYPES[extname(path)];
    if (type === undefined) throw new PortalBuildError(`There is no media type for ${basename(path)}`);
    return [basename(path), { type, text, brotli: brotliCompressSync(contents).toString('base64') }] as const;
  });
  const page = join(folder, 'index.html');
  return {
    files: { page: fillIn(await readFile(page, 'utf8'), names), assets: Object.fromEntries(assets) },
    sources: [page, ...Object.keys(bundled.metafile.inputs).map((path) => resolve(folder, path))],
  };
};

/** Lets a function import the portal, built, as the module `portal-files`. */
export const portalFilesPlugin = (root: string): Plugin => ({
  name: 'portal-files',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^portal-files$/ }, ({ path }) => ({ path, namespace: 'portal-files' }));
    onLoad({ filter: /./, namespace: 'portal-files' }, async () => {
      const { files, sources } = await buildPortal(root);
      return { contents: JSON.stringify(files), loader: 'json', watchFiles: [...sources] };
    });
  },
});
