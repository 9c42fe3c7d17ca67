import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MigrationSpec, Statement } from '@syncline/database';

/** What an app says to its databases. */
export interface AppSql {
  readonly statements: readonly Statement[];
  readonly migrations: readonly MigrationSpec[];
}

/** Imports every `*.sql.ts` and every file in a folder `migrations` below `folder`, and gathers what they export. */
export async function readAppSql(folder: string): Promise<AppSql> {
  const statements = new Map<string, Statement>();
  const migrations = new Map<string, MigrationSpec>();
  for (const file of await sourcesBelow(folder)) {
    const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    for (const value of Object.values(exports).flat()) {
      if (isStatement(value)) add(statements, value, file);
      if (isMigration(value)) migrations.set(value.spec.name, value.spec);
    }
  }
  const inOrder = [...migrations.values()].sort((one, other) => Number(one.name.slice(-13)) - Number(other.name.slice(-13)));
  return { statements: [...statements.values()], migrations: inOrder };
}

/** A name stands in logs and errors for one statement, so two may not share it. */
function add(statements: Map<string, Statement>, statement: Statement, file: string): void {
  const other = statements.get(statement.name);
  if (other && other !== statement) throw new Error(`Two statements are called ${statement.name}; one is in ${basename(file)}`);
  statements.set(statement.name, statement);
}

async function sourcesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(?:spec|d)\.ts$/.test(entry.name))
    .filter((entry) => entry.name.endsWith('.sql.ts') || /[\\/]migrations$/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const isStatement = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && 'name' in value && 'postgres' in value && 'oracle' in value;

const isMigration = (value: unknown): value is { spec: MigrationSpec } =>
  typeof value === 'function' && 'spec' in value && isStatement(value.spec);
