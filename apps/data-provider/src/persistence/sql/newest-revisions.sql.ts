import type { ExtractState } from '@syncline/contract';
import { statement } from '@syncline/database';

const TEXT = `
  SELECT id, dataset, view_name, revision, state FROM (
    SELECT id, dataset, view_name, revision, state,
           ROW_NUMBER() OVER (PARTITION BY dataset, view_name ORDER BY revision DESC) AS place
      FROM extracts WHERE business_date = :businessDate) newest
   WHERE place = 1 ORDER BY dataset, view_name`;

export interface NewestRevision {
  readonly id: string;
  readonly dataset: string;
  readonly viewName: string;
  readonly revision: number;
  readonly state: ExtractState;
}

/** The newest revision of every dataset and view of a date, in whatever state it is. */
export const newestRevisions = statement<{ businessDate: string }, NewestRevision>({
  name: 'newest-revisions', postgres: TEXT, oracle: TEXT,
});
