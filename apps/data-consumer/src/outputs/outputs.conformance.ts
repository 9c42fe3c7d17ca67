import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import { encodeRow, type Field } from '@syncline/extract-format';
import type { Engine, FreshDatabase } from '@syncline/test-kit';
import { inTransaction, type BulkConnections } from '../bulk/bulk-connection.ts';
import { openConnections } from '../bulk/open-connections.ts';
import { createTarget, publishedTable } from '../bulk/table-sql.ts';
import { Stopped } from '../file-syncs/thread-channel.ts';
import { PublicationEntity } from '../persistence/entities/publication.entity.ts';
import { entities } from '../persistence/entities/index.ts';
import { migrations } from '../persistence/migrations/index.ts';
import { cancelOutputRuns } from '../persistence/sql/end-output-run.sql.ts';
import { insertOutputRun } from '../persistence/sql/insert-output-run.sql.ts';
import { listOutputEditions } from '../persistence/sql/list-output-editions.sql.ts';
import { readJobOutput } from '../persistence/sql/read-job-output.sql.ts';
import { rowsOf } from '../proving/csv-stream.ts';
import { computeOutput } from './computing/compute-output.ts';
import { outputTable, storedRows } from './computing/output-table.ts';
import type { OutputDefinition } from './definitions/output-definition.ts';
import { OutputFailed } from './domain/output-failure.ts';
import { OutputRunStore } from './output-run.store.ts';

const START = new Date('2026-08-04T18:00:00Z');
const after = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const DAY = '2026-08-04';
const LEASE_MS = 15_000;

const COLUMNS = [{ name: 'id', type: 'bigint', nullable: false }, { name: 'amount', type: 'decimal(9,2)', nullable: true }, { name: 'seen', type: 'timestamp(3)', nullable: true }];
const ROWS: Field[][] = [['1', '1.50', '2026-08-04T10:00:00.001Z'], ['2', null, null], ['3', '-0.25', '2026-08-05T00:00:00.000Z'], ['10', '7.00', null]];

const definition = (changes: Partial<OutputDefinition> = {}): OutputDefinition => ({
  name: 'sums', version: 1, description: null, inputs: ['amounts'], key: ['kind'],
  columns: [{ name: 'kind', type: 'string(5)', nullable: false }, { name: 'many', type: 'integer', nullable: false }, { name: 'amount', type: 'decimal(20,2)', nullable: true }, { name: 'newest', type: 'timestamp(3)', nullable: true }],
  tieOuts: [
    { name: 'many', kind: 'sum', column: 'many', equals: { file: 'amounts', controlTotal: 'rows' } },
    { name: 'amount', kind: 'sum', column: 'amount', equals: { file: 'amounts', controlTotal: 'total' } },
  ],
  sql: `SELECT CASE WHEN id < 3 THEN 'low' ELSE 'high' END AS kind, count(*) AS many, sum(amount) AS amount, max(seen) AS newest FROM {{amounts}} GROUP BY CASE WHEN id < 3 THEN 'low' ELSE 'high' END`,
  ...changes,
});

/** What every engine must do with outputs: who may compute one, and that what is stored is what the query gave. */
export function outputsSuite(engine: Engine): void {
  const { dialect } = engine;
  let fresh: FreshDatabase;
  let database: Database;
  let connections: BulkConnections;
  let store: OutputRunStore;

  const add = async (outputName = 'sums', jobId: string = randomUUID()): Promise<string> => {
    await database.execute(insertOutputRun, { id: randomUUID(), jobId, runId: randomUUID(), attempt: 1, outputName, definitionJson: JSON.stringify(definition()), businessDate: DAY, traceparent: null });
    return jobId;
  };
  const compute = async (wanted: OutputDefinition = definition()): Promise<void> => {
    await add(wanted.name);
    const [run] = await store.claim(1);
    if (run === undefined) throw new Error('nothing was claimed');
    await computeOutput(connections, { id: run.id, token: run.leaseToken, runId: run.runId, businessDate: DAY, definition: wanted, maxRows: 100, timeLimitMs: 20_000, keepBusinessDates: 5 });
  };
  const stored = (): Promise<Field[][]> => connections.use(async (connection) => {
    const rows: Field[][] = [];
    for await (const row of rowsOf(connection.readRows(storedRows(dialect, outputTable(dialect, definition()), DAY, definition().columns)))) rows.push(row);
    return rows;
  });

  beforeEach(async () => {
    fresh = await engine.freshDatabase();
    database = await Database.open({ url: fresh.url, entities, migrations, applicationName: 'conformance', poolSize: 4 });
    await database.migrate();
    database.setTestTime(START);
    connections = await openConnections(fresh.url, 'conformance');
    store = new OutputRunStore(database, { nodeId: 'one', leaseMs: LEASE_MS } as never);
  });
  afterEach(async () => {
    await connections?.destroy();
    await database?.close();
    await fresh?.drop();
  });

  async function publish(): Promise<void> {
    const table = { sqlName: publishedTable(dialect, 'amounts_table'), columns: COLUMNS, key: ['id'] };
    await connections.use((connection) => inTransaction(connection, async () => {
      await connection.run(createTarget(dialect, table));
      await connection.writeRows(table, (async function* () { yield Buffer.from(ROWS.map((row) => encodeRow(row)).join('')); })());
    }));
    const manifest = { controlTotals: [{ name: 'total', kind: 'sum', column: 'amount', value: '8.25' }], parts: [], rows: ROWS.length };
    await database.repository(PublicationEntity).insert({
      fileName: 'amounts', targetTable: 'amounts_table', businessDate: DAY, revision: 3, extractId: randomUUID(), fingerprint: 'f'.repeat(64), manifestDigest: 'd'.repeat(64),
      manifestJws: `x.${Buffer.from(JSON.stringify(manifest)).toString('base64url')}.x`, accepted: null, rows: ROWS.length, fileSyncId: randomUUID(), publishedAt: START,
    });
  }

  it('stores what the query gave, exactly, and says what it came from; again in place of it', async () => {
    await publish();
    await compute();
    const expected = [['high', '2', '6.75', '2026-08-05T00:00:00.000Z'], ['low', '2', '1.50', '2026-08-04T10:00:00.001Z']];
    expect(await stored()).toEqual(expected);
    const [edition] = await database.query(listOutputEditions, { outputName: 'sums', businessDate: null, limit: 1 });
    expect(edition).toMatchObject({ businessDate: DAY, rowTotal: 2, inputsJson: [{ file: 'amounts', revision: 3 }], checksJson: [{ check: 'rows' }, { check: 'digest' }, { check: 'many = amounts.rows', actual: '4' }, { check: 'amount = amounts.total', actual: '8.25' }] });
    await compute();
    expect(await stored()).toEqual(expected);
  });

  it('stores nothing that does not tie out, that its columns cannot hold or that has a key twice', async () => {
    await publish();
    await compute();
    const before = await stored();
    const { sql, columns } = definition();
    await expect(compute(definition({ sql: sql.replace('FROM {{amounts}}', 'FROM {{amounts}} WHERE id < 10') }))).rejects.toMatchObject({ code: 'RECONCILIATION_MISMATCH', checks: expect.any(Array) });
    database.setTestTime(after(20));
    await expect(compute(definition({ version: 2, columns: columns.map((column) => (column.name === 'amount' ? { ...column, type: 'decimal(9,1)' } : column)) }))).rejects.toMatchObject({ code: 'OUTPUT_INVALID' });
    database.setTestTime(after(40));
    await expect(compute(definition({ sql: `SELECT 'same' AS kind, 1 AS many, amount, seen AS newest FROM {{amounts}}` }))).rejects.toMatchObject({ code: 'OUTPUT_INVALID' });
    database.setTestTime(after(60));
    await expect(compute(definition({ sql: sql.replace('max(seen)', 'max(unseen)') }))).rejects.toBeInstanceOf(OutputFailed);
    expect(await stored()).toEqual(before);
  });

  it('stores nothing for a holder that was cancelled', async () => {
    await publish();
    const jobId = await add();
    const [run] = await store.claim(1);
    expect(await database.execute(cancelOutputRuns, { jobId, reason: 'CANCELLED_BY_REQUEST', detail: 'x' })).toBe(1);
    const task = { id: run?.id ?? '', token: run?.leaseToken ?? '', runId: run?.runId ?? '', businessDate: DAY, definition: definition(), maxRows: 100, timeLimitMs: 20_000, keepBusinessDates: 5 };
    await expect(computeOutput(connections, task)).rejects.toBeInstanceOf(Stopped);
    expect(await database.query(listOutputEditions, { outputName: 'sums', businessDate: null, limit: 1 })).toEqual([]);
  });

  it('has one run of an output in work; another takes it when the lease has run out, and not before', async () => {
    const jobId = await add();
    database.setTestTime(after(1));
    await add();
    const [first] = await store.claim(5);
    expect(await store.claim(5)).toEqual([]);
    const lease = { id: first?.id ?? '', token: first?.leaseToken ?? '' };
    database.setTestTime(after(10));
    expect(await store.renew(lease)).toBe(true);
    database.setTestTime(after(24));
    expect(await store.claim(5)).toEqual([]);
    database.setTestTime(after(26));
    const [again] = await store.claim(5);
    expect([again?.id, again?.leaseToken === lease.token]).toEqual([lease.id, false]);
    // Whoever lost it writes nothing more.
    expect([await store.renew(lease), await store.fail(lease, new OutputFailed('OUTPUT_INVALID', 'x'))]).toEqual([false, false]);
    expect(await store.fail({ id: lease.id, token: again?.leaseToken ?? '' }, new OutputFailed('INPUT_NOT_PROVEN', 'y'.repeat(5000)))).toBe(true);
    expect(await database.query(readJobOutput, { jobId })).toMatchObject([{ state: 'FAILED', reason: 'INPUT_NOT_PROVEN', endedAt: after(26) }]);
    expect(await store.claim(5)).toHaveLength(1);
  });

  it('gives back what it cannot compute now', async () => {
    await add();
    const [run] = await store.claim(1);
    await store.release({ id: run?.id ?? '', token: run?.leaseToken ?? '' }, 5000);
    expect(await store.claim(1)).toEqual([]);
    database.setTestTime(after(5));
    expect(await store.claim(1)).toHaveLength(1);
  });
}
