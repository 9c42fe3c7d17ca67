import type { ExtractState } from '@syncline/contract';
import { statement } from '@syncline/database';

const TEXT = `
  SELECT id, dataset, view_name, revision, state, is_withdrawn, is_expired FROM (
    SELECT id, dataset, view_name, revision, state,
           CASE WHEN withdrawn_at IS NULL THEN 0 ELSE 1 END AS is_withdrawn,
           CASE WHEN expired_at IS NULL THEN 0 ELSE 1 END AS is_expired,
           ROW_NUMBER() OVER (PARTITION BY dataset, view_name ORDER BY revision DESC) AS place
      FROM extracts WHERE business_date = :businessDate) newest
   WHERE place = 1 ORDER BY dataset, view_name`;

export interface NewestRevision {
  readonly id: string;
  readonly dataset: string;
  readonly viewName: string;
  readonly revision: number;
  readonly state: ExtractState;
  readonly isWithdrawn: boolean;
  readonly isExpired: boolean;
}

/** The newest revision of every dataset and view of a date, in whatever state it is. */
export const newestRevisions = statement<{ businessDate: string }, NewestRevision>({
  name: 'newest-revisions', postgres: TEXT, oracle: TEXT,
});
