import type { TestProject } from 'vitest/node';
import { buildFunctions } from '../../infra/build.ts';

/** Bundles the functions once for all stacks of a run, and anew whenever a watching run begins again. */
export default async function bundleFunctions(project: TestProject): Promise<void> {
  await buildFunctions();
  project.onTestsRerun(async () => {
    await buildFunctions();
  });
}
