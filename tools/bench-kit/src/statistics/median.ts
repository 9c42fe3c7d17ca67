/**
 * The value in the middle; between the two in the middle where there is an even number of them.
 * @throws RangeError without samples
 */
export function median(samples: readonly number[]): number {
  if (samples.length === 0) throw new RangeError('No samples, no median');
  const sorted = Float64Array.from(samples).sort();
  const [below, above] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]] as [number, number];
  return (below + above) / 2;
}
