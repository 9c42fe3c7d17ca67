import { migration } from '@syncline/database';

/** Planted: a type of PostgreSQL, and nothing to do on one engine. */
export const createRuns = migration({
  name: 'CreateRuns1790000000001',
  postgres: ['CREATE TABLE runs (id uuid)'],
  oracle: ['CREATE TABLE runs (id uuid NOT NULL)'],
});

export const createNothing = migration({ name: 'CreateNothing1790000000002', postgres: ['CREATE TABLE a (n int)'], oracle: [] });
