import type { MessageName } from './messages.ts';
import type { Spread } from './statistics.ts';
import type { Line } from './surroundings.ts';

/** One of the two sides of a comparison. */
export interface Side {
  /** Milliseconds of wall time. */
  readonly time: Spread;
  /** Microseconds of processor time per directive, user and system. */
  readonly cpuMicros: number;
}

/** The same directive or sentence, straight to the home and through the directive function, in turns. */
export interface Comparison {
  /** `warm`: everything is connected and cached. `cold`: the first directive of a fresh process. */
  readonly state: 'warm' | 'cold';
  readonly line: Line;
  readonly message: MessageName;
  /** How many directives of each side. */
  readonly samples: number;
  readonly direct: Side;
  readonly directive: Side;
  /** Time through the function, divided by time straight to the home: the median over the rounds. */
  readonly ratio: number;
  /** Milliseconds that the function adds: the median over the rounds. */
  readonly addedMs: number;
}

/** What one directive causes, in calls to others. */
export interface Trace {
  readonly state: 'warm' | 'cold';
  readonly message: MessageName;
  /** Milliseconds of the whole directive, median. */
  readonly ms: number;
  readonly calls: readonly {
    readonly to: string;
    readonly perDirective: number;
    /** Milliseconds until the headers of the answer, median. */
    readonly ms: number;
  }[];
}

/** What one stage of reporting calls for one change. */
export interface ReportedChange {
  readonly stage: string;
  /** Milliseconds, median: of the whole, and without the time in which others were waited for. */
  readonly ms: number;
  readonly ownMs: number;
  readonly calls: readonly { readonly to: string; readonly perChange: number }[];
}

/** From a home's hint to Alexa's gateway, the functions' time added up; what queues need to hand on is left out. */
export interface Reporting {
  /** Amazon accounts that hear of the home. */
  readonly accounts: number;
  readonly samples: number;
  /** Milliseconds. */
  readonly time: Spread;
  /** Without the time in which home, store, queues, key service and gateway were waited for. */
  readonly own: Spread;
  readonly stages: readonly ReportedChange[];
}

export interface BundleSize {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** How long `require` takes in a fresh process, milliseconds; processor time in milliseconds too. */
export interface ImportTime {
  readonly name: string;
  readonly samples: number;
  readonly time: Spread;
  readonly cpuMs: number;
}

/** From the beginning of the process until the laptop's stack is up, milliseconds. */
export interface StartTime {
  readonly samples: number;
  readonly ms: number;
}

/**
 * From the beginning of a navigation in Chromium until what one came for is there, was pressed, and has answered,
 * milliseconds: the door to signing up, or the state of a home. `plain` is a page with nothing but a button.
 */
export interface PageTime {
  readonly page: 'welcome' | 'home';
  /** What the browser has of an earlier visit: nothing, or everything that it may keep. */
  readonly cache: 'cold' | 'warm';
  readonly samples: number;
  readonly plain: Spread;
  readonly portal: Spread;
  /** Median over the rounds. */
  readonly ratio: number;
}

/** How much of a bundle comes from one package, or one folder of the project. */
export interface Contributor {
  readonly from: string;
  readonly bytes: number;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
  /** Load average of the last minute, before anything was measured. */
  readonly load: number;
}

/** Everything that one run measured. */
export interface Report {
  readonly measuredAt: string;
  readonly seconds: number;
  readonly quick: boolean;
  readonly machine: Machine;
  readonly comparisons: readonly Comparison[];
  readonly traces: readonly Trace[];
  /** What is said to the custom skill, through its function; `direct` is said to the home itself. */
  readonly speech: { readonly comparisons: readonly Comparison[]; readonly traces: readonly Trace[] };
  readonly reporting: readonly Reporting[];
  readonly bundles: readonly BundleSize[];
  /** The largest contributors to the directive function's bundle, largest first. */
  readonly contributors: readonly Contributor[];
  readonly imports: readonly ImportTime[];
  readonly start: StartTime;
  /** Empty where there is no Chromium. */
  readonly pages: readonly PageTime[];
}
