import type { Transaction } from '@syncline/database';
import { v7 as uuidv7 } from 'uuid';
import type { PlannedExtract } from '../business-dates/domain/close.ts';
import { ExtractEntity } from '../persistence/entities/index.ts';
import { readClock } from '../persistence/sql/read-clock.sql.ts';

/** Makes extracts that are to be built, due at once. Ids are UUIDv7: their order is that of their making. */
export async function planExtracts(tx: Transaction, businessDate: string, planned: readonly PlannedExtract[]): Promise<string[]> {
  if (planned.length === 0) return [];
  const [clock] = await tx.query(readClock, {});
  const rows = planned.map(({ dataset, viewName, revision }) => ({
    id: uuidv7(), dataset, viewName, businessDate, revision, state: 'BUILDING' as const, builds: 0, dueAt: clock?.clockTime ?? new Date(0),
  }));
  await tx.manager.insert(ExtractEntity, rows);
  return rows.map(({ id }) => id);
}
