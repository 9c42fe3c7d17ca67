import type { TaskDefinition } from '@syncline/contract';
import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';

interface Binds {
  /** JSON rows of tasks and versions. */
  versions: string;
}

export interface TaskVersionRow {
  task: string;
  version: number;
  definitionJson: TaskDefinition;
}

const rows = rowsOf('versions', 'w', { task: 'word', version: 'number' });
const select = (wanted: string): string => `SELECT v.task, v.version, v.definition_json FROM task_versions v JOIN ${wanted} ON v.task = w.task AND v.version = w.version`;

/** Definitions as they were, many at a time. */
export const selectTaskVersions = statement<Binds, TaskVersionRow>({ name: 'select-task-versions', postgres: select(rows.postgres), oracle: select(rows.oracle) });
