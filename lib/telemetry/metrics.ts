import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Counters and times in CloudWatch's embedded metric format. */
export interface Meter {
  /** One more of these; `dimensions` split the count. */
  count(name: string, dimensions?: Record<string, string>): void;
  /** How long something took, in milliseconds. */
  time(name: string, ms: number): void;
  /** Writes what was gathered in this invocation. */
  flush(): void;
}

export function createMeter(): Meter {
  const metrics = new Metrics({ namespace: 'Porchlight', serviceName: 'porchlight' });
  return {
    count: (name, dimensions) => {
      if (dimensions === undefined) {
        metrics.addMetric(name, MetricUnit.Count, 1);
        return;
      }
      const single = metrics.singleMetric();
      single.addDimensions(dimensions);
      single.addMetric(name, MetricUnit.Count, 1);
    },
    time: (name, ms) => {
      metrics.addMetric(name, MetricUnit.Milliseconds, ms);
    },
    flush: () => metrics.publishStoredMetrics(),
  };
}
