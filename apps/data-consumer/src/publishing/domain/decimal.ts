/** A decimal text as a whole number of its last place, `scale` digits after the point. */
const whole = (text: string, scale: number): bigint => {
  const [units = '0', fraction = ''] = text.split('.');
  return BigInt(`${units}${fraction.padEnd(scale, '0')}`);
};

const scaleOf = (text: string): number => text.split('.')[1]?.length ?? 0;
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** As it was written: 0.3 and not the double next to it. */
const decimalOf = (percent: number): string => (String(percent).includes('e') ? percent.toFixed(18) : String(percent));

/**
 * Whether `after` is further from `before` than so many percent of `before`, whatever the signs. From 0 to anything else is
 * 100 %. Exact: decimal texts in, no floating point between.
 */
export function changesByMoreThan(before: string, after: string, percent: number): boolean {
  const scale = Math.max(scaleOf(before), scaleOf(after));
  const [from, to] = [whole(before, scale), whole(after, scale)];
  if (from === 0n) return to !== 0n && percent < 100;
  const limit = decimalOf(percent);
  return absolute(to - from) * 100n * 10n ** BigInt(scaleOf(limit)) > whole(limit, scaleOf(limit)) * absolute(from);
}

/** For people: the change in percent, two digits after the point. */
export function percentOf(before: string, after: string): string {
  const scale = Math.max(scaleOf(before), scaleOf(after));
  const [from, to] = [whole(before, scale), whole(after, scale)];
  if (from === 0n) return to === 0n ? '0.00' : '100.00';
  const hundredths = (absolute(to - from) * 10_000n) / absolute(from);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
