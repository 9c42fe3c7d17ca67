import type { Database } from '@syncline/database';
import { forgetMessages, lockMessageMark, moveMessageMark, selectOldMessages } from '../persistence/sql/forget-messages.sql.ts';
import { lockUnusedQueues, removeQueues } from '../persistence/sql/remove-queues.sql.ts';
import { removeGroupRuns, removeRuns } from '../persistence/sql/remove-runs.sql.ts';
import { lockMembers, selectEndedGroupRuns, selectEndedRuns } from '../persistence/sql/select-ended-runs.sql.ts';

/** Group runs have many members, so few of them go in one transaction. */
const GROUP_RUNS = 5;

interface Ended {
  readonly idBefore: string;
  readonly endedBefore: Date;
  readonly count: number;
}

/** Runs of no group, with all that belongs to them. @returns how many went */
export const clearRuns = (database: Database, ended: Ended): Promise<number> =>
  database.transaction(async (tx) => {
    const ids = JSON.stringify((await tx.query(selectEndedRuns, { ...ended })).map(({ id }) => id));
    let removed = 0;
    if (ids !== '[]') for (const remove of removeRuns) removed = await tx.execute(remove, { ids });
    return removed;
  });

/** Group runs with all their members. @returns how many members and group runs went */
export const clearGroupRuns = (database: Database, { count, ...ended }: Ended): Promise<number> =>
  database.transaction(async (tx) => {
    const found = (await tx.query(selectEndedGroupRuns, { ...ended, count: Math.min(count, GROUP_RUNS) })).map(({ id }) => id);
    if (found.length === 0) return 0;
    const members = await tx.query(lockMembers, { groupRuns: JSON.stringify(found) });
    // A member that a person has retried since it was found takes its group run out of this.
    const young = new Set(members.filter(({ endedAt }) => endedAt === null || endedAt >= ended.endedBefore).map(({ groupRunId }) => groupRunId));
    const groupRuns = found.filter((id) => !young.has(id));
    const runs = members.filter(({ groupRunId }) => !young.has(groupRunId)).map(({ id }) => id);
    for (const remove of removeRuns) await tx.execute(remove, { ids: JSON.stringify(runs) });
    for (const remove of removeGroupRuns) await tx.execute(remove, { ids: JSON.stringify(groupRuns) });
    return runs.length + groupRuns.length;
  });

interface Old {
  readonly idBefore: string;
  readonly receivedBefore: Date;
  /** A message that was received before this and is still used keeps its text; a younger one is waited for. */
  readonly waitedForSince: Date;
  readonly count: number;
}

/** Texts of messages whose occurrences are gone, from the mark on, as far as none is to be waited for. @returns how far it came */
export const clearMessages = (database: Database, { waitedForSince, ...old }: Old): Promise<number> =>
  database.transaction(async (tx) => {
    const [mark] = await tx.query(lockMessageMark, {});
    if (mark === undefined) return 0;
    const found = await tx.query(selectOldMessages, { ...old, after: mark.lastId });
    const stop = found.findIndex(({ isUsed, receivedAt }) => isUsed && receivedAt >= waitedForSince);
    const cleared = stop === -1 ? found : found.slice(0, stop);
    const last = cleared.at(-1);
    if (last === undefined) return 0;
    await tx.execute(forgetMessages, { ids: JSON.stringify(cleared.filter(({ isUsed }) => !isUsed).map(({ id }) => id)) });
    await tx.execute(moveMessageMark, { lastId: last.id });
    return cleared.length;
  });

/** Locks of queues that nobody uses any more. @returns how many went */
export const clearQueues = (database: Database, unused: { dateBefore: string; count: number }): Promise<number> =>
  database.transaction(async (tx) => {
    const held = await tx.query(lockUnusedQueues, { ...unused });
    return held.length === 0 ? 0 : tx.execute(removeQueues, { queueKeys: JSON.stringify(held.map(({ queueKey }) => queueKey)) });
  });
