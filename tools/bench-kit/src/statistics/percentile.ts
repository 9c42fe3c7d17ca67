/**
 * The value that a share of the samples does not exceed, by the nearest-rank method: always one that was measured.
 * @param share above 0, at most 1; 0.99 is the 99th percentile
 * @throws RangeError without samples
 */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new RangeError('No samples, no percentile');
  if (!(share > 0 && share <= 1)) throw new RangeError(`A share is above 0 and at most 1, not ${share}`);
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.ceil(share * sorted.length) - 1] as number;
}
