import { MigrationExecutor } from 'typeorm';
import type { DataSource } from 'typeorm';

/**
 * How the schema stands to this program: `missing` migrations have yet to run; `unknown` ones were run by a newer
 * program, whose schema this one does not understand.
 */
export type SchemaState = 'current' | { missing: string[] } | { unknown: string[] };

/** Reads only; changes nothing, not even the table of migrations. */
export async function schemaState(dataSource: DataSource): Promise<SchemaState> {
  const executed = await new MigrationExecutor(dataSource).getExecutedMigrations();
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  return compareMigrations(known.sort(byTime), executed.map(({ name }) => name).sort(byTime));
}

/** The order in which they run: by the 13 digits that end a name. */
const byTime = (one: string, other: string): number => Number(one.slice(-13)) - Number(other.slice(-13));

/** Unknown weighs more: running what is missing on a newer schema could harm it. */
export function compareMigrations(known: readonly string[], executed: readonly string[]): SchemaState {
  const unknown = executed.filter((name) => !known.includes(name));
  if (unknown.length > 0) return { unknown };
  const missing = known.filter((name) => !executed.includes(name));
  return missing.length > 0 ? { missing } : 'current';
}
