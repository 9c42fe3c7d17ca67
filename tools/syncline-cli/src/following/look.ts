import { type GroupRun, type Run, type RunState, schedulingPlatformOperations as operations } from '@syncline/contract';
import { callEither, type EitherRun, isGroupRun } from '../api/either-run.ts';
import type { ServiceClient } from '../api/service-client.ts';
import { progressOf, progressOfRun, type Standing } from './standing.ts';

const MAX_PAGE = 500;
const ACTIVE: readonly RunState[] = ['QUEUED', 'RUNNING', 'WAITING_RETRY'];

/** Looks once at what is followed; called again and again. */
export type Look = () => Promise<Standing>;

/** At one run or group run. */
export const lookAt = (platform: ServiceClient, id: string): Look => async () => {
  const { body: either } = await callEither(platform, 'get', id);
  return { followed: [either], progress: isGroupRun(either) ? await progressOfMembers(platform, either) : progressOfRun(either) };
};

/** At each of these runs; one that has ended is not asked for again. */
export function lookAtAll(platform: ServiceClient, runs: readonly Run[]): Look {
  let last = runs;
  return async () => {
    last = await Promise.all(last.map((run) => (ACTIVE.includes(run.state) ? platform.call(operations.getRun, { params: { id: run.id } }) : run)));
    return { followed: last, progress: last.map((run) => progressOf(`${run.task}${run.businessDate === null ? '' : ` ${run.businessDate}`} ${run.id.slice(-6)}`, run.state, run)) };
  };
}

/** Every run that is under way now, oldest first. */
export async function activeRuns(platform: ServiceClient): Promise<Run[]> {
  const pages = await Promise.all(ACTIVE.map((state) => platform.call(operations.listRuns, { query: { state, limit: MAX_PAGE } })));
  return pages.flatMap(({ items }) => items).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The newest run of a task, or group run of a group; null where there is none yet. */
export async function newestOf(platform: ServiceClient, of: { readonly task: string } | { readonly group: string }): Promise<EitherRun | null> {
  const page = 'task' in of
    ? await platform.call(operations.listRuns, { query: { ...of, limit: 1 } })
    : await platform.call(operations.listGroupRuns, { query: { ...of, limit: 1 } });
  return page.items[0] ?? null;
}

async function progressOfMembers(platform: ServiceClient, run: GroupRun): Promise<Standing['progress']> {
  const { items } = await platform.call(operations.listRuns, { query: { group: run.group, businessDate: run.businessDate ?? undefined, limit: MAX_PAGE } });
  const byId = new Map(items.map((item) => [item.id, item]));
  return run.members.map(({ task, state, runId }) => progressOf(task, state, runId === null ? undefined : byId.get(runId)));
}
