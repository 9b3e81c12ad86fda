import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { portalFilesPlugin } from './portal-files.ts';

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** What to bundle, and where to. Everything has a default: the project's own functions into `.build`. */
export interface BuildOptions {
  /** Folder that holds `functions/`. Default: the project. */
  readonly root?: string;
  /** Folder for the bundles. Default: `<root>/.build`. */
  readonly outDir?: string;
  /** Told one line a bundle, ready to print. Default: nobody. */
  readonly log?: (line: string) => void;
}

/** One bundle that was written. */
export interface BuiltFunction {
  /** The function's folder name, e.g. `directive`. */
  readonly name: string;
  /** Path of the bundle. */
  readonly file: string;
  /** Path of esbuild's metafile for it. */
  readonly metafile: string;
  /** Size of the bundle in bytes, not compressed. */
  readonly bytes: number;
}

/** A function could not be bundled; `cause` is esbuild's own error with its messages. */
export class BundleError extends Error {
  readonly functionName: string;

  constructor(functionName: string, options: ErrorOptions) {
    super(`Could not bundle functions/${functionName}/handler.ts`, options);
    this.name = 'BundleError';
    this.functionName = functionName;
  }
}

/** Names of the folders under `functions/` that have a `handler.ts`, sorted. */
const functionNames = async (root: string): Promise<string[]> => {
  const folders = await readdir(join(root, 'functions'), { withFileTypes: true });
  const names = await Promise.all(
    folders
      .filter((folder) => folder.isDirectory())
      .map(async ({ name }) =>
        access(join(root, 'functions', name, 'handler.ts')).then(
          () => [name],
          () => [],
        ),
      ),
  );
  return names.flat().sort();
};

/**
 * Two builds may run at once (a test beside `npm start`), and a function may be loading meanwhile: a file is
 * therefore written aside and renamed into place, so that nobody ever reads half of it.
 */
const writeWhole = async (path: string, content: string | Uint8Array): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}.part`;
  await writeFile(aside, content);
  await rename(aside, path);
};

const bundle = async (root: string, outDir: string, name: string): Promise<BuiltFunction> => {
  const file = join(outDir, name, 'index.cjs');
  const result = await build({
    absWorkingDir: root,
    entryPoints: [join('functions', name, 'handler.ts')],
    outfile: file,
    write: false,
    bundle: true,
    // CommonJS with the `module` fields: AWS's SDK as ES module crashes at load ("Dynamic require"), and its
    // CommonJS entry points cannot be tree-shaken (611 KB against 381 KB for the same two clients).
    format: 'cjs',
    mainFields: ['module', 'main'],
    platform: 'node',
    target: 'node24',
    // `import('node:http')`, which the SDK does at its first call, builds an ES module with every export of it, and
    // one of those loads all of undici: a fifth of the processor time of a function's first invocation.
    supported: { 'dynamic-import': false },
    minify: true,
    // Logs name errors by their class: `LinkExpiredError`, not `Ws`. Costs 7 % of size, nothing measurable in time.
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    sourcemap: 'external',
    logLevel: 'silent',
    alias: { '@aws-sdk/credential-provider-node': join(projectRoot, 'infra', 'lambda-credentials.ts') },
    // The portal's page and assets travel inside its function.
    plugins: [portalFilesPlugin(root)],
  }).catch((cause: unknown) => {
    throw new BundleError(name, { cause });
  });
  const code = result.outputFiles.find(({ path }) => path.endsWith('.cjs'));
  const sourceMap = result.outputFiles.find(({ path }) => path.endsWith('.cjs.map'));
  if (code === undefined || sourceMap === undefined) {
    throw new BundleError(name, { cause: new Error('esbuild wrote no code or no source map') });
  }
  const metafile = join(outDir, `${name}.meta.json`);
  await Promise.all([
    writeWhole(file, code.contents),
    // Beside the function's folder, not in it: the folder is what is packaged.
    writeWhole(join(outDir, `${name}.cjs.map`), sourceMap.contents),
    writeWhole(metafile, JSON.stringify(result.metafile)),
  ]);
  return { name, file, metafile, bytes: code.contents.byteLength };
};

/** Removes what an earlier build left for functions that no longer exist. */
const removeLeftovers = async (outDir: string, names: readonly string[]): Promise<void> => {
  const wanted = new Set(names.flatMap((name) => [name, `${name}.meta.json`, `${name}.cjs.map`]));
  const present = await readdir(outDir).catch(() => []);
  await Promise.all(
    present
      .filter((entry) => !wanted.has(entry) && !entry.endsWith('.part'))
      .map((entry) => rm(join(outDir, entry), { recursive: true, force: true })),
  );
};

/**
 * Bundles every `functions/<name>/handler.ts` to `<outDir>/<name>/index.cjs` (its `handler` export is what
 * serverless.yml names), with `<name>.meta.json` (esbuild's metafile) and `<name>.cjs.map` beside the folder.
 * Afterwards `outDir` holds this build and nothing else.
 *
 * @returns the bundles, sorted by name; empty when there are no functions
 * @throws BundleError when a function does not compile; `cause` is esbuild's error
 */
export const buildFunctions = async (options: BuildOptions = {}): Promise<BuiltFunction[]> => {
  const root = options.root ?? projectRoot;
  const outDir = options.outDir ?? join(root, '.build');
  const names = await functionNames(root);
  const built = await Promise.all(names.map((name) => bundle(root, outDir, name)));
  await removeLeftovers(outDir, names);
  for (const { name, bytes } of built) {
    options.log?.(`${name.padEnd(14)}${(bytes / 1024).toFixed(1).padStart(8)} KB`);
  }
  return built;
};

if (import.meta.main) {
  await buildFunctions({ log: (line) => console.log(line) });
}
