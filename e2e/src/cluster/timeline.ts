import type { RunEvent } from '@syncline/contract';
import type { Finding } from './check-records.ts';
import { groupBy } from './group-by.ts';
import type { Records } from './records.ts';

/** What was seen of one run from outside, in order. */
export function timelineOf(runId: string, { publications, dispatches, effects, reports, runs }: Records): string[] {
  const lines = [
    ...publications
      .filter(({ receipts }) => receipts.some(({ occurrences }) => occurrences.some((occurrence) => occurrence.runId === runId)))
      .map(({ acceptedAt, eventId }) => ({ at: acceptedAt, text: `message ${eventId} accepted` })),
    ...mine(dispatches, runId).map(({ at, key, node, instance, fate }) => ({ at, text: `${node} called ${instance} with ${key.slice(-6)}: ${fate}` })),
    ...mine(effects, runId).map(({ at, key, ending }) => ({ at, text: `effect ${ending} under ${key.slice(-6)}` })),
    ...mine(reports, runId).map(({ at, attempt, state, answer }) => ({ at, text: `report ${state} of attempt ${attempt}: ${answer}` })),
  ].sort((a, b) => a.at - b.at);
  return [...lines.map(({ at, text }) => `${(at / 1_000).toFixed(3)} s  ${text}`), `at the end: ${JSON.stringify(runs.find(({ id }) => id === runId))}`];
}

const mine = <Seen extends { readonly runId: string }>(seen: readonly Seen[], runId: string): Seen[] => seen.filter((one) => one.runId === runId);

const SHOWN = 5;

/** Findings as a person reads them, the first few with all that was seen of their run. */
export async function tell(findings: readonly Finding[], records: Records, faults: readonly string[], eventsOf: (runId: string) => Promise<readonly RunEvent[]>): Promise<string> {
  const summary = [...groupBy(findings, ({ rule }) => rule)].map(([rule, found]) => `${found.length} × ${rule}`);
  const stories = await Promise.all(findings.slice(0, SHOWN).map(async ({ rule, runId, said }) => {
    const events = runId === null ? [] : await eventsOf(runId).catch(() => []);
    return [
      `── ${rule}: ${runId ?? ''} ${said}`,
      ...(runId === null ? [] : timelineOf(runId, records)),
      ...events.toReversed().map(({ at, kind, detail }) => `platform: ${at} ${kind} ${detail ?? ''}`),
    ].join('\n');
  }));
  return [...summary, '── faults', ...faults, ...stories].join('\n');
}
