import { statement } from '@syncline/database';

/** Planted: the second text of Oracle is PostgreSQL. */
export const readRuns = statement({
  name: 'read-runs',
  postgres: 'SELECT id FROM runs LIMIT 5',
  oracle: ['UPDATE runs SET id = id', 'SELECT id FROM runs\n LIMIT 5'],
});
