import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions as EsbuildOptions, type Metafile } from 'esbuild';
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

/** How every function is bundled; esbuild's names. */
const SETTINGS = {
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
} as const satisfies EsbuildOptions;

/** The part of a build's metafile that is about one of its bundles. */
const partOf = ({ inputs, outputs }: Metafile, root: string, file: string): Metafile => {
  const own = Object.entries(outputs).filter(([path]) => join(root, path) === file);
  const used = new Set(own.flatMap(([, output]) => Object.keys(output.inputs)));
  return {
    inputs: Object.fromEntries(Object.entries(inputs).filter(([path]) => used.has(path))),
    outputs: Object.fromEntries(own),
  };
};

/**
 * Bundles functions, each on its own, in one run of esbuild: what they share is read once, which takes a third of the
 * time.
 * @throws esbuild's own error
 */
const bundle = async (root: string, outDir: string, names: readonly string[]): Promise<BuiltFunction[]> => {
  const { outputFiles, metafile } = await build({
    ...SETTINGS,
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      names.map((name) => [join(name, 'index'), join('functions', name, 'handler.ts')]),
    ),
    outdir: outDir,
    outExtension: { '.js': '.cjs' },
    write: false,
    // The portal's page and assets travel inside its function.
    plugins: [portalFilesPlugin(root)],
  });
  const contentOf = (path: string): Uint8Array => {
    const output = outputFiles.find((each) => each.path === path);
    if (output === undefined) throw new Error(`esbuild did not write ${path}`);
    return output.contents;
  };
  return Promise.all(
    names.map(async (name) => {
      const file = join(outDir, name, 'index.cjs');
      const code = contentOf(file);
      const about = join(outDir, `${name}.meta.json`);
      await Promise.all([
        writeWhole(file, code),
        // Beside the function's folder, not in it: the folder is what is packaged.
        writeWhole(join(outDir, `${name}.cjs.map`), contentOf(`${file}.map`)),
        writeWhole(about, JSON.stringify(partOf(metafile, root, file))),
      ]);
      return { name, file, metafile: about, bytes: code.byteLength };
    }),
  );
};

/** A build of all together does not say which function it failed for: each alone does. */
const nameFailure = async (root: string, outDir: string, names: readonly string[]): Promise<void> => {
  for (const name of names) {
    await bundle(root, outDir, [name]).catch((cause: unknown) => {
      throw new BundleError(name, { cause });
    });
  }
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
  const outDir = resolve(root, options.outDir ?? '.build');
  const names = await functionNames(root);
  const built =
    names.length === 0
      ? []
      : await bundle(root, outDir, names).catch(async (error: unknown) => {
          await nameFailure(root, outDir, names);
          throw error;
        });
  await removeLeftovers(outDir, names);
  for (const { name, bytes } of built) {
    options.log?.(`${name.padEnd(14)}${(bytes / 1024).toFixed(1).padStart(8)} KB`);
  }
  return built;
};

if (import.meta.main) {
  await buildFunctions({ log: (line) => console.log(line) });
}
