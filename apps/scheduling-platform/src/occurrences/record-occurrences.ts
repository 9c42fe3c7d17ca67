import type { Transaction } from '@syncline/database';
import { insertFiringRows } from '../runs/insert-firing-rows.ts';
import type { OccurrenceEntity } from './occurrence.entity.ts';

/** Records what came of expected firings that lead to no run, with one statement. */
export async function recordOccurrences(tx: Transaction, occurrences: readonly OccurrenceEntity[]): Promise<void> {
  if (occurrences.length > 0) await insertFiringRows(tx, [], occurrences);
}
