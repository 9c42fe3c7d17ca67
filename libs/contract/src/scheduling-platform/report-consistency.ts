import type { Report, ReportedFile } from './report.ts';

/**
 * A target that says "succeeded and proven" must have shown it: at least one check, all of them matched, every listed
 * file succeeded, and no row unaccounted for. Anything else it may say without proof.
 * @returns what contradicts what, in a sentence, or null
 */
export function reportInconsistency(report: Report): string | null {
  if (report.state !== 'SUCCEEDED' || report.reconciliation?.result !== 'MATCHED') return null;
  const { checks } = report.reconciliation;
  if (checks.length === 0) return 'MATCHED needs at least one check';
  const unmatched = checks.find((check) => !check.matched);
  if (unmatched !== undefined) return `MATCHED, but check "${unmatched.check}" of ${unmatched.file} did not match`;
  return report.files?.map(fileInconsistency).find((sentence) => sentence !== null) ?? null;
}

function fileInconsistency(file: ReportedFile): string | null {
  if (file.state !== 'SUCCEEDED') return `SUCCEEDED, but ${file.file} is ${file.state}`;
  if (file.rowsExpected === null || file.rowsLoaded === null) return `MATCHED, but ${file.file} does not say how many rows were expected and loaded`;
  const accounted = file.rowsLoaded + (file.rowsRejected ?? 0);
  if (file.rowsExpected === accounted) return null;
  return `MATCHED, but ${file.file} expected ${file.rowsExpected} rows and accounts for ${accounted}`;
}
