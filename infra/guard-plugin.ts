import { templateFaults } from './checks/all.ts';
import type { Template } from './checks/template.ts';

/** The part of osls that the plugin looks at. */
interface Osls {
  readonly service: {
    readonly provider: { readonly compiledCloudFormationTemplate: Template };
  };
}

/** The template breaks a rule of the project, or a parameter still has its placeholder. */
export class DeploymentRefusedError extends Error {
  /** One sentence a fault. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(['This deployment is refused:', ...faults.map((fault) => `- ${fault}`)].join('\n'));
    this.name = 'DeploymentRefusedError';
    this.faults = faults;
  }
}

/** Parameters whose default is only there so that packaging works without any; with what gives them away. */
const placeholders: readonly [parameter: string, inTemplate: string][] = [
  ['skillId', 'amzn1.ask.skill.00000000-0000-0000-0000-000000000000'],
  ['vendorId', '/api/skill/link/M0000000000000'],
  ['domainPrefix', '"porchlight-example"'],
];

/** Sentences for the parameters that an operator has to give and has not. */
export const placeholderFaults = (template: Template): string[] => {
  const text = JSON.stringify(template.Resources);
  return placeholders
    .filter(([, value]) => text.includes(value))
    .map(([parameter]) => `parameter ${parameter} is not set (--param="${parameter}=…")`);
};

/**
 * osls plugin: checks the finished template whenever one is packaged, so that an operator's own changes meet
 * the same rules as the tests, and refuses to deploy with placeholder parameters.
 */
export default class GuardPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(serverless: Osls) {
    const template = () => serverless.service.provider.compiledCloudFormationTemplate;
    const refuse = (faults: readonly string[]) => {
      if (faults.length > 0) throw new DeploymentRefusedError(faults);
    };
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => refuse(templateFaults(template())),
      'before:deploy:deploy': () => refuse(placeholderFaults(template())),
    };
  }
}
