import { createHash } from 'node:crypto';
import { encodeRow, type Field } from '@syncline/extract-format';
import type { Engine, FreshDatabase } from '@syncline/test-kit';
import type { BulkConnections } from './bulk-connection.ts';
import { inTransaction } from './bulk-connection.ts';
import { openConnections } from './open-connections.ts';
import { isRefusal } from './refusal.ts';
import { applyChanges, collectChanges, countChanges, countOps, createChangeSet, sampleChanges, undoChanges, type ChangeSet } from '../publishing/change-set-sql.ts';
import { fill } from '../publishing/refill-sql.ts';
import { physicalColumns, tableChanges } from './physical-columns.ts';
import { addColumn, canonicalSelect, countRows, createStaging, createTarget, dropTable, tableExists, type TableRef } from './table-sql.ts';

const shape = {
  columns: [
    { name: 'id', type: 'string(10)', nullable: false },
    { name: 'amount', type: 'decimal(20,2)', nullable: true },
    { name: 'isOpen', type: 'boolean', nullable: true },
    { name: 'day', type: 'date', nullable: true },
    { name: 'seen', type: 'timestamp(6)', nullable: true },
    { name: 'note', type: 'json', nullable: true },
  ],
  key: ['id'],
};
const target: TableRef = { sqlName: '"TARGET_T"', ...shape };
const staging: TableRef = { sqlName: '"STAGING_T"', ...shape };

/** In key order by bytes: digits, capitals, small letters, beyond ASCII. */
const ROWS: Field[][] = [
  ['1,"2"', '-0.50', 'true', '2026-08-04', '2026-08-04T10:00:00.000001Z', '{"a": [1, null]}'],
  ['Z', null, null, null, null, null],
  ['a\nb', '999999999999999999.99', 'false', '1582-10-15', '9999-12-31T23:59:59.999999Z', '"x"'],
  ['ä', '0.00', 'true', '9999-12-31', '1582-10-15T00:00:00.000000Z', '1'],
  ['😀', '1.10', null, null, null, 'null'],
];
const csv = (rows: readonly (readonly Field[])[]): Buffer => Buffer.from(rows.map((row) => encodeRow(row)).join(''));
async function* inPieces(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What every engine's bulk path must do: take canonical rows and give the very same bytes back. */
export function bulkConnectionSuite(engine: Engine): void {
  let fresh: FreshDatabase;
  let connections: BulkConnections;

  const { dialect } = engine;
  const load = (table: TableRef, rows: readonly (readonly Field[])[]): Promise<number> =>
    connections.use((connection) => inTransaction(connection, () => connection.writeRows(table, inPieces(csv(rows)))));
  const readBack = (table: TableRef, range: { after?: string[]; upTo?: string[] } = {}): Promise<string> =>
    connections.use(async (connection) => {
      const chunks: Buffer[] = [];
      for await (const chunk of connection.readRows(canonicalSelect(dialect, table, { after: range.after, upTo: range.upTo }))) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8');
    });
  const run = (sql: string): Promise<number> => connections.use((connection) => inTransaction(connection, () => connection.run(sql)));
  const texts = (sql: string): Promise<(string | null)[][]> => connections.use((connection) => connection.texts(sql));
  const count = async (table: TableRef): Promise<string> => (await connections.use((connection) => connection.texts(countRows(table.sqlName))))[0]?.[0] ?? '';

  beforeEach(async () => {
    fresh = await engine.freshDatabase();
    connections = await openConnections(fresh.url, 'conformance');
    await run(createTarget(dialect, target));
    await run(createStaging(dialect, staging));
  });
  afterEach(async () => {
    await connections?.destroy();
    await fresh?.drop();
  });

  it('gives back the bytes it took', async () => {
    expect(await load(staging, ROWS)).toBe(ROWS.length);
    expect(await readBack(staging)).toBe(csv(ROWS).toString());
  });

  it('reads ranges that leave nothing out and overlap nowhere', async () => {
    await load(staging, ROWS);
    const parts = [await readBack(staging, { upTo: ['Z'] }), await readBack(staging, { after: ['Z'], upTo: ['ä'] }), await readBack(staging, { after: ['ä'] })];
    expect(parts.map((part) => part.length > 0)).toEqual([true, true, true]);
    expect(parts.join('')).toBe(csv(ROWS).toString());
  });

  const changed = [ROWS[0] ?? [], ['Z', '7.00', null, null, null, null], ['a\nb', ...(ROWS[2] ?? []).slice(1, 5), null], ['neu', null, null, null, null, null], ROWS[4] ?? []];
  const stage = async (rows: readonly (readonly Field[])[]): Promise<void> => {
    await run(dropTable(dialect, staging.sqlName));
    await run(createStaging(dialect, staging));
    await load(staging, rows);
  };

  it('fills an empty target, merges into a full one, and finds the way back, with the counts of the database', async () => {
    await load(staging, ROWS);
    expect(await run(fill(dialect, target, staging))).toBe(5);
    await stage(changed);
    expect(await texts(countChanges(dialect, target, target, staging))).toEqual([['1', '2', '1']]);
    expect(await texts(sampleChanges(dialect, target, staging, 100))).toEqual([['5', '1', '2']]);
    const changes: ChangeSet = { sqlName: '"CHANGES_T"', shape: target };
    await run(createChangeSet(dialect, changes));
    expect(await run(collectChanges(dialect, changes, target, staging))).toBe(4);
    expect((await texts(countOps(changes))).sort()).toEqual([['D', '1'], ['I', '1'], ['U', '2']]);
    const apply = applyChanges(dialect, changes, target);
    expect([await run(apply.delete), await run(apply.update ?? ''), await run(apply.insert)]).toEqual([1, 2, 1]);
    expect(await readBack(target)).toBe(csv(changed).toString());
    expect(await texts(countChanges(dialect, target, target, staging))).toEqual([['0', '0', '0']]);
    const undo = undoChanges(dialect, changes, target);
    expect([await run(undo.delete), await run(undo.update ?? ''), await run(undo.insert)]).toEqual([1, 2, 1]);
    expect(await readBack(target)).toBe(csv(ROWS).toString());
  });

  it('knows the columns of its tables, and what was changed about one', async () => {
    const changesOf = async (): Promise<string[]> => tableChanges(dialect, target, await texts(physicalColumns(dialect, target.sqlName)));
    expect(await changesOf()).toEqual([]);
    expect(await texts(physicalColumns(dialect, '"NOWHERE"'))).toEqual([]);
    await run(addColumn(dialect, target, { name: 'mine', type: 'date', nullable: true }));
    expect(await changesOf()).toEqual([]);
    expect(tableChanges(dialect, { ...target, columns: [...shape.columns.slice(0, 1), { name: 'mine', type: 'timestamp(3)', nullable: true }, { name: 'lost', type: 'date', nullable: true }] },
      await texts(physicalColumns(dialect, target.sqlName)))).toEqual([expect.stringMatching(/^column mine is /i), 'column lost is gone']);
  });

  it('leaves nothing behind of rows that it refused, and hangs on nothing', async () => {
    await expect(load(staging, [...ROWS, ['x', 'no number', null, null, null, null]])).rejects.toThrow();
    await expect(load(target, [...ROWS, ...ROWS])).rejects.toThrow();
    const failing = async function* (): AsyncGenerator<Buffer> {
      yield csv(ROWS);
      throw new Error('the source broke off');
    };
    await expect(connections.use((connection) => inTransaction(connection, () => connection.writeRows(staging, failing())))).rejects.toThrow('the source broke off');
    expect([await count(staging), await count(target)]).toEqual(['0', '0']);
    expect(await load(staging, ROWS)).toBe(5);
  });

  it('takes offered rows all or none, and its transaction goes on after a refusal', async () => {
    const bad: Field[] = ['x', 'no number', null, null, null, null];
    await connections.use((connection) => inTransaction(connection, async () => {
      expect(await connection.offerRows(staging, csv(ROWS.slice(0, 2)))).toBeNull();
      expect(isRefusal(await connection.offerRows(staging, csv([...ROWS.slice(2, 4), bad])))).toBe(true);
      expect(await connection.offerRows(staging, csv(ROWS.slice(2)))).toBeNull();
    }));
    expect(await readBack(staging)).toBe(csv(ROWS).toString());
  });

  it('keeps a large load flowing, whatever the pieces', async () => {
    const rows = Array.from({ length: 20_000 }, (_none, n): Field[] => [`k${String(n).padStart(6, '0')}`, `${n}.00`, null, null, null, null]);
    expect(await connections.use((connection) => inTransaction(connection, () => connection.writeRows(staging, inPieces(csv(rows), 65_537))))).toBe(20_000);
    const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
    expect(sha256(await readBack(staging))).toBe(sha256(csv(rows)));
  });

  it('knows which tables there are', async () => {
    const exists = async (name: string): Promise<number> => (await connections.use((connection) => connection.texts(tableExists(dialect, name)))).length;
    expect([await exists(target.sqlName), await exists('"NOWHERE"')]).toEqual([1, 0]);
    await run(dropTable(dialect, target.sqlName));
    await run(dropTable(dialect, target.sqlName));
    expect(await exists(target.sqlName)).toBe(0);
  });
}
