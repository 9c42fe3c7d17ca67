import { DomainError } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { lockGroupRun, type LockedGroupRunRow } from '../persistence/sql/lock-group-run.sql.ts';
import { lockQueues } from '../persistence/sql/lock-queues.sql.ts';
import { GroupRunEntity } from './group-run.entity.ts';

/**
 * Locks of groups. Model:
 *   - A group has a queue like a task has one, under a name that no task can have. Firings of the group, ends, retries and
 *     progress of its runs take turns under its lock.
 *   - Lock order: queues of groups, by name; a group run; queues of tasks; runs; what belongs to a run. So whoever does
 *     something to groups and to tasks in one transaction begins with the groups.
 *   - What happens to a member takes no lock of its group: it leaves a signal (`group-progress-loop.ts`).
 */
export async function lockGroupQueues(tx: Transaction, groupNames: readonly string[]): Promise<void> {
  await tx.execute(lockQueues, { queueKeys: JSON.stringify(groupNames.map((name) => `group:${name}`)) });
}

/** Holds a group run, and the queue of its group, until the transaction ends; null: there is none. */
export async function findAndHoldGroupRun(tx: Transaction, id: string): Promise<LockedGroupRunRow | null> {
  const known = await tx.manager.findOne(GroupRunEntity, { select: { groupName: true }, where: { id } });
  if (known === null) return null;
  await lockGroupQueues(tx, [known.groupName]);
  const [run] = await tx.query(lockGroupRun, { id });
  return run ?? null;
}

/** @throws DomainError NOT_FOUND */
export async function holdGroupRun(tx: Transaction, id: string): Promise<LockedGroupRunRow> {
  const run = await findAndHoldGroupRun(tx, id);
  if (run === null) throw new DomainError('NOT_FOUND', `There is no group run ${id}.`);
  return run;
}
