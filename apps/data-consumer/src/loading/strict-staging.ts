/**
 * Staging that refuses what its target would refuse.
 *
 * Rows are loaded into plain staging, without indexes, because that is fast and nearly always right. Where the target then
 * refuses rows (a key that is there twice, a unique, foreign key or exclusion constraint that people put on the published
 * table), nobody knows which: the parts are loaded again, into staging that has the target's own constraints, so that the
 * same sieve finds these rows as finds those that no table would take. Its parts are loaded one after the other: of two rows
 * with one key the later is rejected, every time, and no two parts wait for each other.
 *
 * A foreign key of a table to itself is left out, since the rows that it needs are in staging and not in the target yet. On
 * Oracle only the primary key is there.
 */
import { targetColumnType, textLiteral } from '@syncline/extract-format/rows';
import type { Dialect } from '@syncline/database';
import type { BulkConnection } from '../bulk/bulk-connection.ts';
import { createStaging, sqlIdentifier, tableExists, type TableRef } from '../bulk/table-sql.ts';

/** One row where the table has a primary key, which plain staging has not. */
export const isStrictSql = (dialect: Dialect, sqlName: string): string =>
  dialect === 'postgres'
    ? `SELECT 'yes' FROM pg_index WHERE indrelid = to_regclass(${textLiteral(sqlName)}) AND indisprimary`
    : `SELECT 'yes' FROM user_constraints WHERE table_name = ${textLiteral(sqlName.slice(1, -1))} AND constraint_type = 'P'`;

export const addPrimaryKey = (dialect: Dialect, { sqlName, key }: TableRef): string =>
  `ALTER TABLE ${sqlName} ADD PRIMARY KEY (${key.map((name) => sqlIdentifier(dialect, name)).join(', ')})`;

/** In the caller's transaction; the table must not be there. */
export async function createStrictStaging(connection: BulkConnection, staging: TableRef, target: TableRef): Promise<void> {
  const { dialect } = connection;
  const hasTarget = (await connection.texts(tableExists(dialect, target.sqlName))).length > 0;
  if (hasTarget && dialect === 'postgres') return createLikeTarget(connection, staging, target);
  await connection.run(createStaging(dialect, staging, 'LOGGED'));
  await connection.run(addPrimaryKey(dialect, staging));
}

async function createLikeTarget(connection: BulkConnection, staging: TableRef, target: TableRef): Promise<void> {
  const oid = `to_regclass(${textLiteral(target.sqlName)})`;
  await connection.run(`CREATE UNLOGGED TABLE ${staging.sqlName} (LIKE ${target.sqlName} INCLUDING ALL)`);
  const known = await connection.texts(`SELECT attname FROM pg_attribute WHERE attrelid = ${oid} AND attnum > 0 AND NOT attisdropped`);
  for (const column of staging.columns.filter(({ name }) => !known.some(([attname]) => attname === name))) {
    await connection.run(`ALTER TABLE ${staging.sqlName} ADD COLUMN ${sqlIdentifier('postgres', column.name)} ${targetColumnType('postgres', column)}`);
  }
  const references = await connection.texts(`SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ${oid} AND contype = 'f' AND confrelid <> conrelid`);
  for (const [definition] of references) await connection.run(`ALTER TABLE ${staging.sqlName} ADD ${definition}`);
}

/**
 * Of a sync that failed: its rows are nobody's any more, and must not keep others from publishing or deleting what they
 * refer to. Needs the tables that they refer to for a moment, in which readers queue behind it.
 */
export async function dropReferences(connection: BulkConnection, { sqlName }: TableRef): Promise<void> {
  if (connection.dialect !== 'postgres') return;
  await connection.run(`SET LOCAL lock_timeout = '250ms'`);
  const names = await connection.texts(`SELECT quote_ident(conname) FROM pg_constraint WHERE conrelid = to_regclass(${textLiteral(sqlName)}) AND contype = 'f'`);
  for (const [name] of names) await connection.run(`ALTER TABLE ${sqlName} DROP CONSTRAINT ${name}`);
}

/** For each transaction that loads into strict staging: refusals come with the statement, where a savepoint can undo it. */
export async function enforceAtOnce(connection: BulkConnection): Promise<void> {
  if (connection.dialect === 'postgres') await connection.run('SET CONSTRAINTS ALL IMMEDIATE');
}
