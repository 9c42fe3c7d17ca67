import type { Transaction } from '@syncline/database';
import { holdTaskGroups, holdTasks } from '../persistence/sql/hold-definitions.sql.ts';
import type { FiringRequest } from './firing.ts';

type Owner = FiringRequest['owner'];

/**
 * Holds tasks and groups that are about to fire, so that none is deleted between the look at its definition and the commit
 * of its run. To be taken before queues and runs; a trigger by time holds its trigger instead, which a deletion wants, too.
 *
 * @returns whether an owner is still there
 */
export async function holdOwners(tx: Transaction, owners: readonly Owner[]): Promise<(owner: Owner) => boolean> {
  const namesOf = (kind: Owner['kind']): string[] => [...new Set(owners.flatMap((owner) => (owner.kind === kind ? [owner.name] : [])))];
  const [tasks, groups] = [namesOf('TASK'), namesOf('GROUP')];
  const there = new Set([
    ...(tasks.length === 0 ? [] : await tx.query(holdTasks, { names: JSON.stringify(tasks) })).map(({ name }) => `TASK ${name}`),
    ...(groups.length === 0 ? [] : await tx.query(holdTaskGroups, { names: JSON.stringify(groups) })).map(({ name }) => `GROUP ${name}`),
  ]);
  return ({ kind, name }) => there.has(`${kind} ${name}`);
}
