import { doorFaults } from './doors.ts';
import { environmentFaults } from './environment.ts';
import { keepingFaults } from './keeping.ts';
import { linkingFaults } from './linking.ts';
import { roleFaults } from './roles.ts';
import type { Template } from './template.ts';

/** Every rule of the project over a packaged template; one sentence a fault. */
export const templateFaults = (template: Template): string[] =>
  [roleFaults, linkingFaults, keepingFaults, doorFaults, environmentFaults].flatMap((check) =>
    check(template),
  );
