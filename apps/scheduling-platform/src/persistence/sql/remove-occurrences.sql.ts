import { statement } from '@syncline/database';

interface Binds {
  idBefore: string;
  recordedBefore: Date;
  count: number;
}

const removable = (recordedBefore: string): string => `
  SELECT o.id FROM occurrences o
  WHERE o.id < :idBefore AND o.recorded_at < ${recordedBefore}
    AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.id = o.run_id)
    AND NOT EXISTS (SELECT 1 FROM group_runs g WHERE g.id = o.group_run_id)
    AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.occurrence_id = o.id AND a.open_key IS NOT NULL)
  ORDER BY o.id`;

/** Old firings whose runs are gone, and about which no alert stands open. */
export const removeOccurrences = statement<Binds>({
  name: 'remove-occurrences',
  postgres: `DELETE FROM occurrences WHERE id IN (${removable('CAST(:recordedBefore AS timestamptz)')} LIMIT CAST(:count AS integer))`,
  oracle: `DELETE FROM occurrences WHERE id IN (SELECT id FROM (${removable(':recordedBefore')}) WHERE ROWNUM <= :count)`,
});
