import type { MiddlewareObj } from '@middy/core';
import type { Meter } from '../../lib/telemetry/metrics.ts';

/** Counts and times each invocation, and writes the metrics out when it ends, well or not. */
export function metered(meter: Meter, name: string): MiddlewareObj<unknown, unknown> {
  const started = new WeakMap<object, number>();
  const finish = (request: object) => {
    const start = started.get(request);
    if (start !== undefined) meter.time(`${name}Time`, performance.now() - start);
    meter.flush();
  };
  return {
    before: (request) => {
      started.set(request, performance.now());
      meter.count(name);
    },
    after: finish,
    onError: finish,
  };
}
