import type { Manifest } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { publishedTable, stagingTable, type TableRef } from '../bulk/table-sql.ts';

type Shape = Pick<Manifest, 'columns' | 'key'>;

/** The table that people read, as a manifest describes it. */
export const tableOf = (dialect: Dialect, table: string, { columns, key }: Shape): TableRef =>
  ({ sqlName: publishedTable(dialect, table), columns, key });

/** Where the rows of a file are gathered before they are published. */
export const stagingOf = (dialect: Dialect, file: string, { columns, key }: Shape): TableRef =>
  ({ sqlName: stagingTable(dialect, file), columns, key });
