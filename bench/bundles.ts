import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import type { BuiltFunction } from '../infra/build.ts';
import type { BundleSize, Contributor } from './report.ts';

/** @returns size of each bundle, as it is and as it is uploaded, more or less: a zip file holds it deflated */
export async function measureBundles(built: readonly BuiltFunction[]): Promise<BundleSize[]> {
  return Promise.all(
    built.map(async ({ name, file }) => {
      const code = await readFile(file);
      return { name, bytes: code.byteLength, gzipBytes: gzipSync(code, { level: 9 }).byteLength };
    }),
  );
}

/** The package that a file belongs to, or the project's own top folders of it. */
function originOf(path: string): string {
  const packages = path.split('node_modules/');
  const [scope = '', name = ''] = (packages.at(-1) ?? '').split('/');
  if (packages.length > 1) return scope.startsWith('@') ? `${scope}/${name}` : scope;
  return path.split('/').slice(0, -1).join('/') || path;
}

/**
 * Who a bundle's bytes come from, by esbuild's metafile, largest first.
 * @throws {Error} when the metafile names no bundle
 */
export async function contributorsOf({ metafile }: BuiltFunction): Promise<Contributor[]> {
  const { outputs } = JSON.parse(await readFile(metafile, 'utf8')) as Metafile;
  const bundle = Object.entries(outputs).find(([path]) => path.endsWith('.cjs'))?.[1];
  if (bundle === undefined) throw new Error('The metafile names no bundle.');
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(bundle.inputs)) {
    const from = originOf(path);
    sizes.set(from, (sizes.get(from) ?? 0) + bytesInOutput);
  }
  return [...sizes].map(([from, bytes]) => ({ from, bytes })).sort((a, b) => b.bytes - a.bytes);
}
