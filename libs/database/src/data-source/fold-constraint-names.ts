import type { DataSource } from 'typeorm';
import { foldName } from '../naming/snake-case-naming.ts';

/**
 * Entities name their constraints in lower case, once for both engines. TypeORM hands such names on as they are, past
 * the naming strategy; on Oracle, where the migrations' unquoted names are stored in upper case, each would look like
 * drift.
 */
export function foldConstraintNames(dataSource: DataSource): void {
  const fold = (name: string): string => foldName('oracle', name);
  for (const entity of dataSource.entityMetadatas) {
    const named = [...entity.ownIndices, ...entity.ownUniques, ...entity.checks, ...entity.foreignKeys];
    for (const constraint of named) constraint.name = fold(constraint.name);
    for (const column of entity.columns) {
      if (column.primaryKeyConstraintName) column.primaryKeyConstraintName = fold(column.primaryKeyConstraintName);
      if (column.foreignKeyConstraintName) column.foreignKeyConstraintName = fold(column.foreignKeyConstraintName);
    }
  }
}
