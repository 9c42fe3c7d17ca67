import { dataConsumerOperations, type FileSync, type Run, schedulingPlatformOperations as operations } from '@syncline/contract';
import { type EitherRun, isGroupRun } from '@syncline/syncline-cli';
import type { Flow } from './flow.ts';
import type { Services } from './services.ts';

const MAX_PAGE = 500;

/** What a flow has made of its date: a run, or a group run with the runs of its members. */
export interface Work {
  readonly either: EitherRun;
  /** The run itself, or one a member. */
  readonly runs: readonly Run[];
  /** All file syncs of these runs, newest first. */
  readonly syncs: readonly FileSync[];
}

const ENDS: ReadonlySet<EitherRun['state']> = new Set<EitherRun['state']>(['SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED']);
export const isOver = ({ state }: Pick<EitherRun, 'state'>): boolean => ENDS.has(state);

/** The runs or group runs of a flow, newest first. */
export async function worksOf({ platform }: Services, { kind, name, businessDate }: Flow): Promise<readonly EitherRun[]> {
  return kind === 'task'
    ? (await platform.call(operations.listRuns, { query: { task: name, businessDate } })).items
    : (await platform.call(operations.listGroupRuns, { query: { group: name, businessDate } })).items;
}

/** Everything that both services know of a run or group run. */
export async function workOf(services: Services, either: EitherRun): Promise<Work> {
  const runs = isGroupRun(either) ? await Promise.all(runIdsOf(either).map((id) => services.platform.call(operations.getRun, { params: { id } }))) : [either];
  return { either, runs, syncs: await fileSyncsOf(services, either) };
}

/** The file syncs of a run, or of the members of a group run, newest first. */
export async function fileSyncsOf({ consumer }: Services, either: EitherRun): Promise<FileSync[]> {
  const ids = new Set(runIdsOf(either));
  const { items } = await consumer.call(dataConsumerOperations.listFileSyncs, { query: { businessDate: either.businessDate ?? undefined, limit: MAX_PAGE } });
  return items.filter(({ runId }) => ids.has(runId));
}

const runIdsOf = (either: EitherRun): string[] => (isGroupRun(either) ? either.members.flatMap(({ runId }) => runId ?? []) : [either.id]);
