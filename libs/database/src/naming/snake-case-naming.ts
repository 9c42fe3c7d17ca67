import { DefaultNamingStrategy } from 'typeorm';
import type { NamingStrategyInterface, Table } from 'typeorm';
import { snakeCase } from '../rows/map-row.ts';
import type { Dialect } from '../statement.ts';

/**
 * Tables and columns in snake_case; in upper case on Oracle, because TypeORM quotes every name and the statements and
 * migrations, which do not, mean `RUNS` when they say `runs`. Constraints that an entity leaves without a name get one
 * that a person can read (`pk_runs`, `uq_runs_task_business_date`) in place of a hash.
 */
export class SnakeCaseNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  readonly #fold: (name: string) => string;

  constructor(dialect: Dialect) {
    super();
    this.#fold = (name) => foldName(dialect, name);
  }

  override tableName(targetName: string, userSpecifiedName: string | undefined): string {
    return this.#fold(userSpecifiedName ?? snakeCase(targetName));
  }

  override columnName(propertyName: string, customName: string, embeddedPrefixes: string[]): string {
    return this.#fold([...embeddedPrefixes, customName || propertyName].map(snakeCase).join('_'));
  }

  override relationName(propertyName: string): string {
    return snakeCase(propertyName);
  }

  override joinColumnName(relationName: string, referencedColumnName: string): string {
    return this.#fold(snakeCase(`${relationName}_${referencedColumnName}`));
  }

  override primaryKeyName(tableOrName: Table | string): string {
    return this.#fold(`pk_${this.getTableName(tableOrName)}`);
  }

  override uniqueConstraintName(tableOrName: Table | string, columnNames: string[]): string {
    return this.#fold(['uq', this.getTableName(tableOrName), ...columnNames].join('_'));
  }

  override indexName(tableOrName: Table | string, columnNames: string[]): string {
    return this.#fold(['ix', this.getTableName(tableOrName), ...columnNames].join('_'));
  }

  override foreignKeyName(tableOrName: Table | string, columnNames: string[]): string {
    return this.#fold(['fk', this.getTableName(tableOrName), ...columnNames].join('_'));
  }
}

/** A name as the engine folds it when it is not quoted. */
export const foldName = (dialect: Dialect, name: string): string =>
  dialect === 'oracle' ? name.toUpperCase() : name.toLowerCase();
