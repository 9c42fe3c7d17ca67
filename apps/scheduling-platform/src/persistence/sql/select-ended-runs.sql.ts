import { statement } from '@syncline/database';

interface Binds {
  /** Ids from this one on are too young (`id-at.ts`). */
  idBefore: string;
  endedBefore: Date;
  count: number;
}

/** What nobody may be sent to look at any more: it ended long ago, and no alert about it stands open. */
const removable = (endedBefore: string): string => `
  r.ended_at < ${endedBefore} AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.run_id = r.id AND a.open_key IS NOT NULL)`;

const runs = (endedBefore: string): string => `SELECT r.id FROM runs r WHERE r.id < :idBefore AND r.group_run_id IS NULL AND ${removable(endedBefore)} ORDER BY r.id`;

const BEFORE = { postgres: 'CAST(:endedBefore AS timestamptz)', oracle: ':endedBefore' } as const;

/** Runs that belong to no group run and may go; held until the transaction ends, unless somebody else holds them. */
export const selectEndedRuns = statement<Binds, { id: string }>({
  name: 'select-ended-runs',
  postgres: `${runs(BEFORE.postgres)} LIMIT CAST(:count AS integer) FOR UPDATE OF r SKIP LOCKED`,
  // A run that somebody brought back since the inner query read it is looked at again under the lock.
  oracle: `SELECT id FROM runs WHERE ended_at < :endedBefore AND id IN (SELECT id FROM (${runs(BEFORE.oracle)}) WHERE ROWNUM <= :count) FOR UPDATE SKIP LOCKED`,
});

const groupRuns = (endedBefore: string): string => `
  SELECT g.id FROM group_runs g WHERE g.id < :idBefore AND g.ended_at < ${endedBefore}
    AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.group_run_id = g.id AND a.open_key IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.group_run_id = g.id AND NOT (${removable(endedBefore)}))
  ORDER BY g.id`;

/** Group runs that may go with all their members; held until the transaction ends, unless somebody else holds them. */
export const selectEndedGroupRuns = statement<Binds, { id: string }>({
  name: 'select-ended-group-runs',
  postgres: `${groupRuns(BEFORE.postgres)} LIMIT CAST(:count AS integer) FOR UPDATE OF g SKIP LOCKED`,
  oracle: `SELECT id FROM group_runs WHERE ended_at < :endedBefore AND id IN (SELECT id FROM (${groupRuns(BEFORE.oracle)}) WHERE ROWNUM <= :count) FOR UPDATE SKIP LOCKED`,
});

const members = (ids: string): string => `SELECT id, group_run_id, ended_at FROM runs WHERE group_run_id IN (${ids}) ORDER BY id FOR UPDATE`;

/** The members of group runs (a JSON list of ids) as they are now, held until the transaction ends. */
export const lockMembers = statement<{ groupRuns: string }, { id: string; groupRunId: string; endedAt: Date | null }>({
  name: 'lock-members',
  postgres: members('SELECT CAST(jsonb_array_elements_text(CAST(:groupRuns AS jsonb)) AS uuid)'),
  oracle: members(`SELECT t.id FROM JSON_TABLE(:groupRuns, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$')) t`),
});
