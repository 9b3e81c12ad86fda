import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PortalFiles } from '../../functions/portal/files.ts';
import { BundleError, buildFunctions } from '../../infra/build.ts';
import { projectRoot } from './service-folder.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'porchlight-build-'));
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const write = async (path: string, text: string) => {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
};

/** Runs a bundle's handler in a process of its own, as Lambda would: nothing but the environment. */
const run = async (file: string, env: Record<string, string>): Promise<unknown> => {
  const script = `require(${JSON.stringify(file)}).handler({}).then((result) => console.log(JSON.stringify(result)))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env });
  return JSON.parse(stdout);
};

const signing = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  const client = new DynamoDBClient({ region: 'us-east-1' });
  export const handler = async () => client.config.credentials().catch((error: Error) => error.message);
`;

describe('buildFunctions', () => {
  test('bundles each folder that has a handler, and leaves nothing of before', async () => {
    await write('functions/page/handler.ts', 'export const handler = async () => "Hello";');
    await write('functions/shared/helper.ts', 'export {};');
    await write('.build/gone/index.cjs', '');
    await write('.build/gone.meta.json', '{}');
    const lines: string[] = [];
    const built = await buildFunctions({ root, log: (line) => lines.push(line) });
    expect(built.map(({ name }) => name)).toEqual(['page']);
    expect((await readdir(join(root, '.build'))).sort()).toEqual(['page', 'page.cjs.map', 'page.meta.json']);
    expect(await readdir(join(root, '.build', 'page'))).toEqual(['index.cjs']);
    expect(lines).toEqual([expect.stringMatching(/^page +\d+\.\d KB$/)]);
    expect(await run(built[0]?.file ?? '', {})).toBe('Hello');
  });

  test("the SDK in a bundle takes its credentials from the environment, Lambda's and the laptop's", async () => {
    await write('functions/signs/handler.ts', signing);
    const [built] = await buildFunctions({ root });
    const file = built?.file ?? '';
    const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
    expect(await run(file, { ...keys, AWS_SESSION_TOKEN: 'session' })).toMatchObject({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: 'session',
    });
    expect(await run(file, keys)).not.toHaveProperty('sessionToken');
    expect(await run(file, { AWS_ACCESS_KEY_ID: 'id' })).toBe(
      'No AWS credentials in the environment: AWS_SECRET_ACCESS_KEY not set',
    );
    expect(await readFile(built?.metafile ?? '', 'utf8')).not.toContain('credential-provider-sso');
  });

  test('functions that share code are built together, and each has its own and no more', async () => {
    await write('functions/shared/greeting.ts', "export const greet = (whom: string) => 'Hello ' + whom;");
    for (const whom of ['home', 'porch']) {
      const code = `import { greet } from '../shared/greeting.ts';\nexport const handler = async () => greet('${whom}');`;
      await write(`functions/${whom}/handler.ts`, code);
    }
    const built = await buildFunctions({ root });
    expect(await Promise.all(built.map(({ file }) => run(file, {})))).toEqual(['Hello home', 'Hello porch']);
    for (const { name, file, metafile, bytes } of built) {
      expect((await readFile(file)).byteLength).toBe(bytes);
      const { inputs, outputs } = JSON.parse(await readFile(metafile, 'utf8'));
      expect(Object.keys(inputs).toSorted()).toEqual(
        [`functions/${name}/handler.ts`, 'functions/shared/greeting.ts'].toSorted(),
      );
      expect(Object.keys(outputs)).toEqual([`.build/${name}/index.cjs`]);
    }
  });

  test('keeps the names of classes, which logs tell errors apart by', async () => {
    await write(
      'functions/fails/handler.ts',
      'class HomeOnHolidayError extends Error {}; export const handler = async () => new HomeOnHolidayError().constructor.name;',
    );
    const [built] = await buildFunctions({ root });
    expect(await run(built?.file ?? '', {})).toBe('HomeOnHolidayError');
  });

  test('names the function that does not compile', async () => {
    await write('functions/sound/handler.ts', 'export const handler = async () => 1;');
    await write('functions/also-sound/handler.ts', 'export const handler = async () => 2;');
    await write('functions/broken/handler.ts', "export { handler } from './nowhere.ts';");
    const failure = await buildFunctions({ root }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BundleError);
    expect(failure).toMatchObject({ functionName: 'broken', cause: { errors: [{}] } });
  });

  const portal = async (page: string) => {
    await write(
      'functions/page/handler.ts',
      "import files from 'portal-files';\nexport const handler = async () => files;",
    );
    await write('portal/main.tsx', "const text: string = 'Hello'; document.body.append(text);");
    await write('portal/portal.css', 'h1 { color: #ff0000 }');
    await write('portal/icon.svg', '<svg/>');
    await write('portal/index.html', page);
  };
  const links = `<link rel="icon" href="./icon.svg"><link rel="stylesheet" href="./portal.css">
    <script type="module" src="./main.tsx"></script>`;

  test('puts the portal into the function that imports it, assets under names with their hash', async () => {
    await portal(links);
    const before = process.env.NODE_ENV;
    const [built] = await buildFunctions({ root });
    expect(process.env.NODE_ENV).toBe(before);
    const files = (await run(built?.file ?? '', {})) as PortalFiles;
    const names = Object.keys(files.assets);
    expect(names.map((name) => name.replace(/-[\w-]{8}\./, '-HASH.')).sort()).toEqual([
      'icon-HASH.svg',
      'index-HASH.js',
      'style-HASH.css',
    ]);
    for (const name of names) expect(files.page).toContain(`"/assets/${name}"`);
    for (const { text, brotli } of Object.values(files.assets))
      expect(brotliDecompressSync(Buffer.from(brotli, 'base64')).toString()).toBe(text);
    expect((await readdir(join(root, 'portal'))).sort()).toEqual([
      'icon.svg',
      'index.html',
      'main.tsx',
      'portal.css',
    ]);

    await write('portal/portal.css', 'h1 { color: #0000ff }');
    const [again] = await buildFunctions({ root });
    const changed = Object.keys(((await run(again?.file ?? '', {})) as PortalFiles).assets);
    expect(changed.filter((name) => !names.includes(name))).toEqual([
      expect.stringMatching(/^style-.*\.css$/),
    ]);
  });

  test('refuses a portal that names a file that is not there', async () => {
    await portal(links);
    await write('portal/main.tsx', "import './nowhere.ts';");
    await expect(buildFunctions({ root })).rejects.toMatchObject({
      functionName: 'page',
      cause: { message: expect.stringContaining('nowhere.ts') },
    });
  });

  test('refuses a portal with a file that could not be served', async () => {
    await portal(links.replace('icon.svg', 'icon.bmp'));
    await write('portal/icon.bmp', 'BM');
    await expect(buildFunctions({ root })).rejects.toMatchObject({
      functionName: 'page',
      cause: { message: expect.stringContaining('media type') },
    });
  });

  test('two builds at once do not disturb each other', async () => {
    await write('functions/one/handler.ts', 'export const handler = async () => 1;');
    const builds = await Promise.all([buildFunctions({ root }), buildFunctions({ root })]);
    expect(builds[0]).toEqual(builds[1]);
    expect(await run(join(root, '.build', 'one', 'index.cjs'), {})).toBe(1);
  });
});
