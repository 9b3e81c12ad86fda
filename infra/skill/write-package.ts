import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LOCALES } from './locales.ts';
import type { SkillPackage } from './make-package.ts';

/** A file of the ASK CLI's project, below its folder. */
export interface PackageFile {
  path: string;
  content: unknown;
}

const PROFILE = 'default';

/**
 * The project as the ASK CLI wants it: metadata only, since Porchlight deploys its functions itself.
 * @param skillId the skill that `ask deploy` is to change; without it the ASK CLI creates one
 * @see https://github.com/alexa/ask-cli (version 2: ask-resources.json, ask-states.json)
 */
export function packageFiles({ manifest, models }: SkillPackage, skillId?: string): PackageFile[] {
  return [
    {
      path: 'ask-resources.json',
      content: {
        askcliResourcesVersion: '2020-03-31',
        profiles: { [PROFILE]: { skillMetadata: { src: './skill-package' } } },
      },
    },
    ...(skillId === undefined
      ? []
      : [
          {
            path: '.ask/ask-states.json',
            content: { askcliStatesVersion: '2020-03-31', profiles: { [PROFILE]: { skillId } } },
          },
        ]),
    { path: 'skill-package/skill.json', content: manifest },
    ...LOCALES.map((locale) => ({
      path: `skill-package/interactionModels/custom/${locale}.json`,
      content: models[locale],
    })),
  ];
}

/** Writes the files below a folder, which is made where it is missing; what else is in it stays. */
export async function writeFiles(folder: string, files: readonly PackageFile[]): Promise<void> {
  for (const { path, content } of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
  }
}
