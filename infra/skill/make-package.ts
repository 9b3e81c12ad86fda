import { DEFAULT_INVOCATION_NAMES } from '../../lib/speech/invocation-names.ts';
import { additionsOf } from './additions.ts';
import type { InteractionModelFile } from './interaction-model.ts';
import { LOCALES, type PerLocale, perLocale } from './locales.ts';
import { makeModel } from './make-model.ts';
import { type Endpoints, makeManifest, type SkillManifest } from './manifest.ts';
import { EMPTY_FILE, type OperatorFile } from './operator-file.ts';
import { type Fault, faultLines } from './rules/fault.ts';
import { manifestFaults } from './rules/manifest.ts';
import { modelFaults } from './rules/model.ts';
import { ownRuleFaults } from './rules/own.ts';

/** Alexa would not take the package; each fault says where and why. */
export class SkillPackageInvalid extends Error {
  override readonly name = 'SkillPackageInvalid';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faultLines(faults).join('\n'));
    this.faults = faults;
  }
}

export interface PackageOptions {
  /** By language (`en`) or locale (`en-GB`); the locale goes first. They go before those of the file. */
  invocationNames?: Readonly<Record<string, string>>;
  file?: OperatorFile;
  directive?: Endpoints;
  skill?: Endpoints;
}

export interface SkillPackage {
  manifest: SkillManifest;
  models: PerLocale<InteractionModelFile>;
  /** What stands in the way of publishing, or may do so. */
  warnings: readonly Fault[];
}

/** How the skill is called in each locale. */
export const invocationNamesOf = ({
  invocationNames = {},
  file = EMPTY_FILE,
}: PackageOptions): PerLocale<string> =>
  perLocale(
    (locale, language) =>
      invocationNames[locale] ??
      invocationNames[language] ??
      file.invocationNames[locale] ??
      file.invocationNames[language] ??
      DEFAULT_INVOCATION_NAMES[language],
  );

/**
 * Makes the whole package: one manifest, and an interaction model for each locale.
 * @throws {SkillPackageInvalid} with everything that Alexa would refuse
 */
export function makePackage(options: PackageOptions = {}): SkillPackage {
  const { file = EMPTY_FILE, directive, skill } = options;
  const invocationNames = invocationNamesOf(options);
  const models = perLocale((locale, language) =>
    makeModel(locale, invocationNames[locale], additionsOf(file, language)),
  );
  const manifest = makeManifest({
    invocationNames,
    store: file.store,
    ...(directive !== undefined && { directive }),
    ...(skill !== undefined && { skill }),
  });
  const faults = [
    ...ownRuleFaults(file),
    ...LOCALES.flatMap((locale) => modelFaults(models[locale], locale)),
    ...manifestFaults(manifest, models),
  ];
  const errors = faults.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new SkillPackageInvalid(errors);
  return { manifest, models, warnings: faults.filter(({ severity }) => severity === 'warning') };
}
