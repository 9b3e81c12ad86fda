import { readFile } from 'node:fs/promises';
import { LOCALES } from '../infra/skill/locales.ts';
import { makePackage, type SkillPackage } from '../infra/skill/make-package.ts';
import { type OperatorFile, OperatorFileInvalid, readOperatorFile } from '../infra/skill/operator-file.ts';
import { faultLines } from '../infra/skill/rules/fault.ts';
import { packageFiles, writeFiles } from '../infra/skill/write-package.ts';
import { type BuildArguments, buildArguments } from './skill-arguments.ts';
import { UsageError } from './usage-error.ts';

/** @throws {OperatorFileInvalid | UsageError} */
async function operatorFile(path: string): Promise<OperatorFile> {
  let json: string;
  try {
    json = await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`--file: ${path} cannot be read.`, { cause });
  }
  try {
    return readOperatorFile(json);
  } catch (error) {
    if (error instanceof OperatorFileInvalid)
      throw new OperatorFileInvalid(path, error.message, { cause: error });
    throw error;
  }
}

const called = ({ models }: SkillPackage): string[] =>
  LOCALES.map((locale) => {
    const { invocationName, intents } = models[locale].interactionModel.languageModel;
    const sentences = intents.reduce((sum, { samples }) => sum + samples.length, 0);
    return `  ${locale}  "${invocationName}"  ${intents.length} intents, ${sentences} sentences`;
  });

const FIRST_PASS = `The functions' ARNs are missing: with this package a skill can be created, and nothing else yet.`;

function nextSteps({ out, directive, skillId }: BuildArguments): string[] {
  const isFirstPass = directive === undefined;
  return [
    ...(isFirstPass ? [FIRST_PASS] : []),
    'Next:',
    `  cd ${out} && ask deploy --target skill-metadata`,
    ...(skillId === undefined
      ? [
          '  This creates a skill and remembers it in .ask/. For a skill that is there already give --skill-id.',
        ]
      : [`  This changes ${skillId}.`]),
    isFirstPass
      ? '  Then deploy Porchlight with that skill id, and build again with --directive-arn and --skill-arn.'
      : '  Then look at account linking in the Alexa console: a new manifest can reset it.',
  ];
}

/**
 * Writes the skill package.
 * @returns what to tell the operator
 * @throws {UsageError | OperatorFileInvalid}
 * @throws {SkillPackageInvalid} nothing is written
 */
export async function buildSkill(args: string[]): Promise<string> {
  const given = buildArguments(args);
  const { out, invocationNames, file, directive, skill, skillId } = given;
  const made = makePackage({
    invocationNames,
    ...(file !== undefined && { file: await operatorFile(file) }),
    ...(directive !== undefined && { directive }),
    ...(skill !== undefined && { skill }),
  });
  await writeFiles(out, packageFiles(made, skillId));
  return [
    `The skill package is in ${out}.`,
    ...called(made),
    '',
    ...faultLines(made.warnings).map((line) => `Note: ${line}`),
    ...(made.warnings.length > 0 ? [''] : []),
    ...nextSteps(given),
  ].join('\n');
}
