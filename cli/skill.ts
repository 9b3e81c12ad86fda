import { SkillPackageInvalid } from '../infra/skill/make-package.ts';
import { OperatorFileInvalid } from '../infra/skill/operator-file.ts';
import { buildSkill } from './build-skill.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm run skill -- build --out FOLDER [options]

  Writes the Alexa skill (skill.json and the interaction models) as a project of the ASK CLI. It needs no
  account. See docs/skill-package.md.

  --out FOLDER                   where to
  --invocation NAME              what people call the skill, in all languages: "ask NAME to turn on the light"
  --invocation en-GB=NAME        … in one locale; --invocation de=NAME: in one language
  --file FILE                    your own intents, slots and values (JSON)
  --directive-arn ARN            the stack's output DirectiveFunctionArn
  --skill-arn ARN                the stack's output SkillFunctionArn
  --directive-arn EU=ARN         … for one part of the world: NA, EU or FE; likewise --skill-arn
  --skill-id amzn1.ask.skill.…   the skill to change; without it the ASK CLI creates one

  Before anything is deployed leave the ARNs out.`;

/** The command that makes the skill. Ends with 0 when it did what was asked, 1 when not. */
async function main(): Promise<void> {
  const [name, ...args] = process.argv.slice(2);
  if (name === 'build') {
    console.log(await buildSkill(args));
    return;
  }
  console.log(HELP);
  process.exitCode = name === undefined || name === '--help' ? 0 : 1;
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${HELP}`;
  if (error instanceof SkillPackageInvalid) {
    return `Alexa would not take this. Nothing was written.\n\n${error.message}`;
  }
  if (error instanceof OperatorFileInvalid)
    return `${error.message}\n\nNothing was written. See docs/skill-package.md.`;
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});
