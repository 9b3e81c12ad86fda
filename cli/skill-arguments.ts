import { parseArgs } from 'node:util';
import { LOCALES } from '../infra/skill/locales.ts';
import { type Endpoints, REGIONS, type Region } from '../infra/skill/manifest.ts';
import { LANGUAGES } from '../lib/speech/language.ts';
import { UsageError } from './usage-error.ts';

/** What `skill build` was called with. */
export interface BuildArguments {
  out: string;
  /** By language or locale. */
  invocationNames: Record<string, string>;
  /** Path of the operator's file. */
  file?: string;
  directive?: Endpoints;
  skill?: Endpoints;
  skillId?: string;
}

const PLACES: readonly string[] = [...LANGUAGES, ...LOCALES];
const SKILL_ID = /^amzn1\.ask\.skill\.[0-9a-f-]{36}$/;

/** `key=value`, or a value alone. */
const keyed = (text: string): [string | undefined, string] => {
  const equals = text.indexOf('=');
  return equals < 0 ? [undefined, text] : [text.slice(0, equals), text.slice(equals + 1)];
};

function invocationNames(given: readonly string[]): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [place, name] of given.map(keyed)) {
    if (place !== undefined && !PLACES.includes(place)) {
      throw new UsageError(`--invocation ${place}=…: "${place}" is none of ${PLACES.join(', ')}.`);
    }
    if (place === undefined) for (const language of LANGUAGES) names[language] ??= name;
    else names[place] = name;
  }
  return names;
}

const isRegion = (text: string): text is Region => REGIONS.some((region) => region === text);

/** @param option its name, for errors */
function endpoints(option: string, given: readonly string[]): Endpoints | undefined {
  const regions: Partial<Record<Region, string>> = {};
  let everywhere: string | undefined;
  for (const [region, arn] of given.map(keyed)) {
    if (region === undefined) everywhere = arn;
    else if (isRegion(region)) regions[region] = arn;
    else throw new UsageError(`${option} ${region}=…: "${region}" is none of ${REGIONS.join(', ')}.`);
  }
  const [first] = Object.values(regions);
  const fallback = everywhere ?? first;
  return fallback === undefined ? undefined : { everywhere: fallback, regions };
}

/** @throws {UsageError} */
export function buildArguments(args: string[]): BuildArguments {
  const { values } = parse(args);
  const { out, file, invocation = [], 'skill-id': skillId } = values;
  if (out === undefined || out === '') throw new UsageError('Give --out, the folder to write to.');
  if (skillId !== undefined && !SKILL_ID.test(skillId)) {
    throw new UsageError(`--skill-id: "${skillId}" is no skill id (amzn1.ask.skill.…).`);
  }
  const directive = endpoints('--directive-arn', values['directive-arn'] ?? []);
  const skill = endpoints('--skill-arn', values['skill-arn'] ?? []);
  if ((directive === undefined) !== (skill === undefined)) {
    throw new UsageError('Give --directive-arn and --skill-arn, or, before anything is deployed, neither.');
  }
  return {
    out,
    invocationNames: invocationNames(invocation),
    ...(file !== undefined && { file }),
    ...(directive !== undefined && { directive }),
    ...(skill !== undefined && { skill }),
    ...(skillId !== undefined && { skillId }),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        out: { type: 'string' },
        invocation: { type: 'string', multiple: true },
        file: { type: 'string' },
        'directive-arn': { type: 'string', multiple: true },
        'skill-arn': { type: 'string', multiple: true },
        'skill-id': { type: 'string' },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
