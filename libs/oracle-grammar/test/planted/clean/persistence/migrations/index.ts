import { migration } from '@syncline/database';

export const migrations = [
  migration({
    name: 'CreateRuns1790000000001',
    postgres: ['CREATE TABLE runs (id uuid PRIMARY KEY, lease_token uuid)'],
    oracle: ['CREATE TABLE runs (id VARCHAR2(36) NOT NULL CONSTRAINT pk_runs PRIMARY KEY, lease_token VARCHAR2(36))'],
  }),
];
