import type { StatementCost } from '@syncline/bench-kit';
import type { LifecyclesMeasured } from '../measurements/lifecycles.ts';
import type { Results } from './results.ts';

/** The results as lines for people, each with what it should reach. */
export function describeResults({ oneNode, twoNodes, latency, burst, peer }: Results): string[] {
  return [
    ...(oneNode === null ? [] : describeLifecycles(oneNode, '≥ 500')),
    ...(twoNodes === null ? [] : describeLifecycles(twoNodes, '≥ 800')),
    ...(latency === null
      ? []
      : [`message to dispatch, ${latency.perSecond}/s: p50 ${fixed(latency.p50)} ms (≤ 10), p99 ${fixed(latency.p99)} ms (≤ 60), longest ${fixed(latency.longest)} ms, ${latency.messages} messages${beside(latency.strangers)}`]),
    ...(burst === null
      ? []
      : [`${burst.runs} runs due at once:     drained in ${fixed(burst.drainSeconds)} s (≤ 20), lateness p99 ${burst.latenessMsP99.toFixed(0)} ms, leases lost ${burst.leasesLost} (0), ${burst.firedLate} recorded late${beside(burst.strangers)}`]),
    ...(peer === null ? [] : [`graphile-worker, same server: ${peer.perSecond.toFixed(0)} empty jobs/s; ${ratios(peer.perSecond, oneNode, twoNodes)}`]),
  ];
}

function describeLifecycles({ nodes, perSecond, slowestSecond, fastestSecond, lifecycles, sql, processor, strangers, statements }: LifecyclesMeasured, goal: string): string[] {
  const told = sql.statements === null || sql.commits === null ? 'the nodes tell no statements' : `${sql.statements.toFixed(2)} statements (≤ 8), ${sql.commits.toFixed(2)} commits (≤ 4)`;
  return [
    `lifecycles, ${nodes} node${nodes === 1 ? ' ' : 's'}:          ${perSecond.toFixed(0)}/s (${goal}); seconds between ${slowestSecond} and ${fastestSecond}; all ${lifecycles} SUCCEEDED${beside(strangers)}`,
    `  SQL a lifecycle:            ${told}; PostgreSQL counts ${sql.serverCommits.toFixed(2)} commits`,
    `  processor a lifecycle:      ${Object.entries(processor).map(([who, ms]: [string, number | null]) => `${who} ${ms === null ? 'unknown' : `${ms.toFixed(2)} ms`}`).join(', ')}`,
    ...statements.map((statement) => describeStatement(statement, lifecycles)),
  ];
}

/** Said where other programs had more than a trifle of the machine: then the number is theirs as well. */
const beside = (strangers: number | null): string => (strangers === null || strangers < 0.1 ? '' : `; OTHER PROGRAMS USED ${strangers.toFixed(2)} CORES MEANWHILE`);

/** Of one statement a lifecycle: how often, and the time of the server in microseconds. */
function describeStatement({ text, calls, rows, planMs, runMs }: StatementCost, lifecycles: number): string {
  const us = (ms: number): string => ((ms * 1_000) / lifecycles).toFixed(0).padStart(5);
  return `    ${(calls / lifecycles).toFixed(2)} × plan${us(planMs)} us, run${us(runMs)} us, ${(rows / Math.max(1, calls)).toFixed(1)} rows: ${text.slice(0, 90)}`;
}

function ratios(peer: number, ...measured: readonly (LifecyclesMeasured | null)[]): string {
  const shares = measured.flatMap((one) => (one === null ? [] : [`${(one.perSecond / peer).toFixed(2)} with ${one.nodes} node${one.nodes === 1 ? '' : 's'}`]));
  return shares.length === 0 ? 'no lifecycles to compare with' : `lifecycles for each of its jobs: ${shares.join(', ')}`;
}

const fixed = (value: number): string => value.toFixed(1);
