import type { Results } from './results.ts';

/** The results as one JSON object on one line; what was not measured is null. */
export function jsonLine({ oneNode, twoNodes, latency, burst }: Results): string {
  // Two nodes are the case that counts; they share what one would do alone.
  const sql = (twoNodes ?? oneNode)?.sql;
  return JSON.stringify({
    lifecyclesPerSecond: { 1: round(oneNode?.perSecond, 0), 2: round(twoNodes?.perSecond, 0) },
    dispatchLatencyMs: { p50: round(latency?.p50, 1), p99: round(latency?.p99, 1) },
    statementsPerLifecycle: round(sql?.statements, 2),
    commitsPerLifecycle: round(sql?.commits ?? sql?.serverCommits, 2),
    burst: { runs: burst?.runs ?? null, drainSeconds: round(burst?.drainSeconds, 2), latenessMsP99: round(burst?.latenessMsP99, 0), leasesLost: burst?.leasesLost ?? null },
  });
}

const round = (value: number | null | undefined, digits: number): number | null => (value === null || value === undefined ? null : Number(value.toFixed(digits)));
