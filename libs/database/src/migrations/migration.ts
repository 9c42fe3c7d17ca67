import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hasCode } from '../errors.ts';
import type { Dialect } from '../statement.ts';

export interface MigrationSpec {
  /** What it does and when it was written, in milliseconds (13 digits): `CreateRuns1790000000001`. Never changes. */
  readonly name: string;
  /** One DDL a text. On PostgreSQL all of them, and the record that they ran, are one transaction. */
  readonly postgres: readonly string[];
  /**
   * One DDL a text. Oracle commits each, so a migration that broke in the middle is run again from its beginning: what
   * is already there is then passed over.
   */
  readonly oracle: readonly string[];
}

/** A migration as TypeORM wants it, which also shows its texts, for the tests of its grammar. */
export interface MigrationClass {
  new (): MigrationInterface;
  readonly spec: MigrationSpec;
}

/** Makes a hand-written migration. It is never edited once released, and there is no way back but a new one. */
export function migration(spec: MigrationSpec): MigrationClass {
  if (!/^[A-Z][A-Za-z0-9]*[A-Za-z]\d{13}$/.test(spec.name)) {
    throw new Error(`The name of migration "${spec.name}" must be words and 13 digits: CreateRuns1790000000001`);
  }
  return class implements MigrationInterface {
    static readonly spec = spec;
    readonly name = spec.name;

    async up(runner: QueryRunner): Promise<void> {
      const dialect: Dialect = runner.dataSource.options.type === 'oracle' ? 'oracle' : 'postgres';
      for (const ddl of spec[dialect]) await runDdl(runner, dialect, ddl);
    }

    down(): Promise<void> {
      return Promise.reject(new Error(`${spec.name} is not taken back: write a migration that goes forward`));
    }
  };
}

/** Name is in use; such an index, unique or primary key, foreign key or column exists already. */
const ALREADY_THERE = ['ORA-00955', 'ORA-01408', 'ORA-02260', 'ORA-02261', 'ORA-02264', 'ORA-02275', 'ORA-01430'];

async function runDdl(runner: QueryRunner, dialect: Dialect, ddl: string): Promise<void> {
  try {
    await runner.query(ddl);
  } catch (error) {
    if (dialect === 'oracle' && hasCode(error, ALREADY_THERE)) return;
    throw error;
  }
}
