/**
 * Fills a database with a golden source of the quick start: real reference data out of npm packages (see NOTICE), as
 * it stood on two business dates.
 *
 * A date is one transaction: its rows and the note that they are there (`seeded_dates`) appear together or not at all,
 * under a lock, so that a second call, also one at the same time, finds it filled and does nothing.
 */
import pg from 'pg';
import { copyRows } from './copy-rows.ts';
import { BUSINESS_DATES } from './golden-table.ts';
import type { BusinessDate, GoldenTable } from './golden-table.ts';
import { GOLDEN_SOURCES } from './tables/index.ts';
import type { GoldenSourceName } from './tables/index.ts';

export interface SeededDate {
  readonly businessDate: BusinessDate;
  /** False: it was there already. */
  readonly isNew: boolean;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * @param url an empty database, or one that this has filled before (`postgres://…`)
 * @param source which of the systems lives there
 * @param options.log one line a date
 */
export async function seedGoldenSource(url: string, source: GoldenSourceName, options: { log?: (line: string) => void } = {}): Promise<SeededDate[]> {
  const tables = GOLDEN_SOURCES[source];
  const client = new pg.Client({ connectionString: url, application_name: 'syncline-golden-source' });
  client.on('error', () => undefined); // told by the statement that fails
  await client.connect();
  try {
    await inTransaction(client, () => createSchema(client, tables));
    const seeded: SeededDate[] = [];
    for (const businessDate of BUSINESS_DATES) {
      const date = await inTransaction(client, () => seedDate(client, tables, businessDate));
      options.log?.(`${businessDate}: ${total(date.rows)} rows ${date.isNew ? 'loaded' : 'were there already'}`);
      seeded.push(date);
    }
    if (seeded.some(({ isNew }) => isNew)) await client.query('ANALYZE');
    return seeded;
  } finally {
    await client.end();
  }
}

async function createSchema(client: pg.Client, tables: readonly GoldenTable[]): Promise<void> {
  await client.query('CREATE TABLE IF NOT EXISTS seeded_dates (business_date date PRIMARY KEY, rows json NOT NULL)');
  for (const table of tables) await client.query(createTable(table));
}

function createTable({ name, columns, key }: GoldenTable): string {
  const definitions = Object.entries({ as_of: 'date NOT NULL', ...columns }).map(([column, type]) => `${column} ${type}`);
  return `CREATE TABLE IF NOT EXISTS ${name} (${definitions.join(', ')}, CONSTRAINT pk_${name} PRIMARY KEY (as_of, ${key.join(', ')}))`;
}

async function seedDate(client: pg.Client, tables: readonly GoldenTable[], businessDate: BusinessDate): Promise<SeededDate> {
  const there = await client.query<{ rows: Record<string, number> }>('SELECT rows FROM seeded_dates WHERE business_date = $1', [businessDate]);
  const [note] = there.rows;
  if (note) return { businessDate, isNew: false, rows: note.rows };
  const rows: Record<string, number> = {};
  for (const table of tables) rows[table.name] = await copyRows(client, table, businessDate);
  await client.query('INSERT INTO seeded_dates VALUES ($1, $2)', [businessDate, JSON.stringify(rows)]);
  return { businessDate, isNew: true, rows };
}

/** One seeding at a time; the lock ends with the transaction. */
async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('syncline-golden-source', 0))`);
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

const total = (rows: Readonly<Record<string, number>>): number => Object.values(rows).reduce((sum, count) => sum + count, 0);
