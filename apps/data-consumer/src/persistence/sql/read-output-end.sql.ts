import type { OutputRunState } from '@syncline/contract';
import type { Statement } from '@syncline/database';

const text = 'SELECT state FROM output_run WHERE id = :id';

/** Settles a commit whose answer got lost. */
export const readOutputEnd: Statement<{ id: string }, { state: OutputRunState }> = { name: 'read-output-end', postgres: text, oracle: text };
