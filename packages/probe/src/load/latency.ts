import { createHistogram } from 'node:perf_hooks';
import type { Latency } from './load-report.ts';

const microseconds = 1_000;
/** The longest that is told apart, in microseconds: an hour, which no timeout reaches. */
const longest = 3_600_000_000;

/**
 * Latencies in constant memory. It is Node's own HdrHistogram: nothing to install, and 25 ns for each.
 */
export class Latencies {
  readonly #histogram = createHistogram({ lowest: 1, highest: longest, figures: 3 });

  /** @param milliseconds of one answer */
  record(milliseconds: number): void {
    this.#histogram.record(Math.min(longest, Math.max(1, Math.round(milliseconds * microseconds))));
  }

  /** Undefined when none was recorded. */
  summary(): Latency | undefined {
    const histogram = this.#histogram;
    if (histogram.count === 0) return undefined;
    const at = (percentile: number) => histogram.percentile(percentile) / microseconds;
    return {
      mean: Math.round(histogram.mean) / microseconds,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: histogram.max / microseconds,
    };
  }
}
