import { statement } from '@syncline/database';
import { ACTIVE_STATES } from '../../runs/domain/run.state-machine.ts';
import { rowsOf } from '../json-rows.ts';
import { NOW } from './now.ts';
import { NO_DATE } from './no-date.ts';

export interface FiringSituationRow {
  /** Place of the firing in the list. */
  n: number;
  joinable: string | null;
  isTaskActive: boolean;
  isDateActive: boolean;
  nowAt: Date;
}

const firings = rowsOf('firings', 'f', { n: 'number', task: 'word', overlap: 'word', businessDate: 'word', parametersDigest: 'word' });

/**
 * Both are asked for as `ix_runs_active` has them, and the date as a range, so that the order says something: without
 * statistics another index of the task looks as good to PostgreSQL, and that one holds every run there ever was.
 */
const ofDate = (run: string): string => `COALESCE(${run}.business_date, '${NO_DATE}') BETWEEN COALESCE(f.business_date, '${NO_DATE}') AND COALESCE(f.business_date, '${NO_DATE}')`;
const byActive = (run: string): string => `ORDER BY ${run}.task, COALESCE(${run}.business_date, '${NO_DATE}')`;
/** Whether there is a run that is active and let go: a member that its group still holds is in nobody's way. */
const isThere = (held: string, more: string): string => `(
  SELECT 1 FROM runs a WHERE a.task = f.task AND a.state IN (${ACTIVE_STATES}) AND a.is_held = ${held}${more}
  ${byActive('a')} FETCH FIRST 1 ROWS ONLY) IS NOT NULL`;
/** Never dispatched, a member that its group still holds included: another firing of the same work may join it. */
const joinable = `r.task = f.task AND r.state IN (${ACTIVE_STATES}) AND r.state = 'QUEUED' AND r.dispatches = 0 AND r.parameters_digest = f.parameters_digest AND ${ofDate('r')}`;

const situation = (now: string, held: string): string => `
  CASE WHEN f.overlap <> 'ALLOW' AND ${isThere(held, '')} THEN 1 ELSE 0 END AS is_task_active,
  CASE WHEN f.overlap = 'ALLOW' AND f.business_date IS NOT NULL AND ${isThere(held, ` AND ${ofDate('a')}`)} THEN 1 ELSE 0 END AS is_date_active,
  ${now} AS now_at`;

/**
 * What firings (a JSON list) find. Only true while the locks of their queues are held. A run that one may join is locked,
 * so that it is still waiting when the firing says that it has joined; a node that is just dispatching it wins, and then
 * it is one to wait for. Where overlap is allowed, only runs of the same date are in the way; else the date is no matter.
 */
export const selectFiringSituations = statement<{ firings: string }, FiringSituationRow>({
  name: 'select-firing-situations',
  postgres: `
    SELECT f.n, j.id AS joinable, ${situation(NOW.postgres, 'FALSE')}
    FROM ${firings.postgres}
    LEFT JOIN LATERAL (SELECT r.id FROM runs r WHERE ${joinable} ${byActive('r')} LIMIT 1 FOR UPDATE) j ON TRUE`,
  oracle: [
    `SELECT r.id FROM runs r WHERE EXISTS (SELECT 1 FROM ${firings.oracle} WHERE ${joinable}) ORDER BY r.id FOR UPDATE`,
    `SELECT f.n, (SELECT MIN(r.id) FROM runs r WHERE ${joinable}) AS joinable, ${situation(NOW.oracle, '0')} FROM ${firings.oracle}`,
  ],
});
