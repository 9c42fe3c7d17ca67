import type { Cluster, Stack } from '../stack/stack.ts';
import type { TargetRecord } from '../target/target-methods.ts';

/**
 * The end of every measurement: three records, kept by three who do not know of each other, must tell the same. Each
 * accepted message led to one run (its sender's record), each run arrived and was reported (the target's), and each is
 * SUCCEEDED (the platform's own API).
 *
 * @throws Error with what differs: then there is no number to print
 */
export async function audit(stack: Stack, { operator }: Cluster, accepted: readonly string[]): Promise<TargetRecord> {
  const record = await stack.target.call('record', null);
  const succeeded = await operator.runsIn('SUCCEEDED');
  const problems = [
    ...record.failedReports.slice(0, 3).map((failure) => `a report was answered ${failure}`),
    ...(record.refused > 0 ? [`${record.refused} dispatches came without a valid token`] : []),
    ...differences('accepted', new Set(accepted), 'arrived', new Set(record.runs.keys())),
    ...differences('accepted', new Set(accepted), 'SUCCEEDED', succeeded),
    ...[...record.runs].filter(([, { endedAt }]) => endedAt === null).slice(0, 3).map(([runId]) => `run ${runId} was never reported`),
  ];
  if (problems.length > 0) throw new Error(`The records do not agree:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  return record;
}

/** Dispatches beyond the first of a run: each means that a lease was lost, for nothing else dispatches again here. */
export const dispatchedAgain = (record: TargetRecord): number => [...record.runs.values()].reduce((sum, { dispatches }) => sum + dispatches - 1, 0);

function differences(one: string, left: ReadonlySet<string>, other: string, right: ReadonlySet<string>): string[] {
  const onlyLeft = [...left].filter((runId) => !right.has(runId)).length;
  const onlyRight = [...right].filter((runId) => !left.has(runId)).length;
  return onlyLeft + onlyRight === 0 ? [] : [`${left.size} runs are ${one} and ${right.size} ${other}; ${onlyLeft} only the first, ${onlyRight} only the second`];
}
