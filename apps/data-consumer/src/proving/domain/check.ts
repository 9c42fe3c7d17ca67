import { createHash } from 'node:crypto';

/** One statement of the proof: what the manifest says against what the target serves. Both are texts, compared exactly. */
export interface Check {
  /** `rows`, `digest`, or the name of a control total. */
  readonly check: string;
  readonly expected: string;
  readonly actual: string;
  readonly matched: boolean;
}

export const check = (name: string, expected: string, actual: string): Check => ({ check: name, expected, actual, matched: expected === actual });

/** Refused rows against how many may be: a limit is passed only by more than it says. */
export const rejectedRowsCheck = (limit: number, rejected: number): Check =>
  ({ check: 'rejectedRows', expected: `at most ${limit}`, actual: String(rejected), matched: rejected <= limit });

/** Names of checks that every file has; a control total that is called like one of them says that it is a total. */
const RESERVED = ['rows', 'digest', 'rejectedRows'];

export const totalCheckName = (total: string): string => (RESERVED.includes(total) ? `controlTotal:${total}` : total);

export const allMatched = (checks: readonly Check[]): boolean => checks.length > 0 && checks.every(({ matched }) => matched);

/**
 * One digest for all parts: of a single part its own, else the SHA-256 of the parts' digests in order, one a line.
 * No parts (0 rows) give the SHA-256 of nothing, the digest of an empty file.
 */
export function digestOfParts(digests: readonly string[]): string {
  const [only, ...others] = digests;
  if (only !== undefined && others.length === 0) return only;
  return createHash('sha256').update(digests.map((digest) => `${digest}\n`).join('')).digest('hex');
}
