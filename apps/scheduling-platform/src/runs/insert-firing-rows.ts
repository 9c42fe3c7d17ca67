import type { Transaction } from '@syncline/database';
import { v7 as uuidv7 } from 'uuid';
import type { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { jsonRows } from '../persistence/json-rows.ts';
import { insertFirings } from '../persistence/sql/insert-firings.sql.ts';
import { deadlineRows, newRunRow, type NewRun } from './new-run.ts';

/** Writes new runs, with their deadlines and the first lines of their stories, and occurrences; with one statement. */
export async function insertFiringRows(tx: Transaction, runs: readonly NewRun[], occurrences: readonly OccurrenceEntity[]): Promise<void> {
  await tx.execute(insertFirings, {
    runs: jsonRows(runs.map(newRunRow)),
    deadlines: jsonRows(runs.flatMap(({ id, deadlines }) => deadlineRows(id, deadlines))),
    events: jsonRows(runs.map(({ id: runId, createdAt: at, trigger, occurrenceId }) => ({
      id: uuidv7(), runId, at, kind: 'CREATED', detail: null, dataJson: { trigger, occurrenceId },
    }))),
    occurrences: jsonRows(occurrences),
  });
}
