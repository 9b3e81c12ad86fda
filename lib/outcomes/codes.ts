import type * as directive from './directive.ts';
import type * as gateway from './gateway.ts';
import type * as grant from './grant.ts';
import type * as home from './home.ts';
import type * as identity from './identity.ts';
import type * as request from './request.ts';
import type * as service from './service.ts';
import type * as speech from './speech.ts';

type InstancesOf<Module> = {
  [Name in keyof Module]: Module[Name] extends new (...args: never[]) => infer Instance ? Instance : never;
}[keyof Module];

/** Outcomes of a home: what its owner sees in the status. */
export type HomeOutcome = InstancesOf<typeof home>;

/** Each outcome that there is. A mapper's table must have a row for every one, or it does not compile. */
export type AnyOutcome =
  | HomeOutcome
  | InstancesOf<typeof directive>
  | InstancesOf<typeof gateway>
  | InstancesOf<typeof grant>
  | InstancesOf<typeof identity>
  | InstancesOf<typeof request>
  | InstancesOf<typeof service>
  | InstancesOf<typeof speech>;

export type OutcomeCode = AnyOutcome['code'];
export type HomeOutcomeCode = HomeOutcome['code'];
