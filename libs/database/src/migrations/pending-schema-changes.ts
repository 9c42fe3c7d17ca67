import type { Database } from '../database.ts';

/**
 * The DDL that TypeORM would still run to make the migrated schema what the entities say: must be none. It compares
 * tables, columns, types, and names of constraints and indexes; not what a check or a partial index says.
 */
export async function pendingSchemaChanges(database: Database): Promise<string[]> {
  const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}
