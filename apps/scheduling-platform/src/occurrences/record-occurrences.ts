import type { Transaction } from '@syncline/database';
import { insertRows } from '../persistence/rows.ts';
import { OccurrenceEntity } from './occurrence.entity.ts';

/** Records what came of expected firings, with one statement. */
export async function recordOccurrences(tx: Transaction, occurrences: OccurrenceEntity[]): Promise<void> {
  if (occurrences.length > 0) await insertRows(tx, OccurrenceEntity, occurrences);
}
