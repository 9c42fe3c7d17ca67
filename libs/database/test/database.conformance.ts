import { randomUUID } from 'node:crypto';
import type { Engine, FreshDatabase } from '@syncline/test-kit';
import { Database, isUniqueViolation, statement } from '../src/index.ts';
import { addToCounter, countDue, Counter, createCounters, insertCounter, readCounter } from './counter.ts';

/** What every engine must do the same. */
export function databaseConformance(engine: Engine): void {
  let fresh: FreshDatabase;
  let database: Database;
  const options = { entities: [Counter], migrations: [createCounters], applicationName: 'conformance' };
  const counter = (amount = 0) => ({ id: randomUUID(), name: 'n', amount, businessDate: null, dueAt: null, data: null, isOpen: false });

  beforeAll(async () => {
    fresh = await engine.freshDatabase();
    database = await Database.open({ ...options, url: fresh.url });
    await database.migrate();
  });
  afterAll(async () => {
    await database?.close();
    await fresh?.drop();
  });

  it('gives a row back in the agreed shape', async () => {
    const row = { ...counter(5), name: "it's :this\nß漢", businessDate: '2026-08-04', dueAt: new Date('2026-08-04T18:30:00.123Z'), isOpen: true };
    await database.execute(insertCounter, { ...row, data: '{"a":[1,null,"ü"]}' });
    const { data: _, ...columns } = row;
    await expect(database.query(readCounter, { id: row.id })).resolves.toEqual([{ ...columns, dataJson: { a: [1, null, 'ü'] } }]);
  });

  it('shares rows with the entities, both ways', async () => {
    const saved = { ...counter(), businessDate: '2026-09-26', dueAt: new Date('2026-01-01T00:00:00Z'), data: { deep: ['x'] }, isOpen: true };
    await database.repository(Counter).insert(saved);
    const [row] = await database.query(readCounter, { id: saved.id });
    expect(row).toMatchObject({ dataJson: saved.data, isOpen: true, dueAt: saved.dueAt, businessDate: '2026-09-26' });
    await expect(database.repository(Counter).findOneBy({ id: saved.id })).resolves.toEqual(saved);
  });

  it('tells how many rows changed, and 0 to the one who lost the race', async () => {
    const row = counter(1);
    await database.execute(insertCounter, row);
    await expect(database.query(addToCounter, { id: row.id, seen: 1, more: 2 })).resolves.toEqual([{ amount: 3 }]);
    await expect(database.query(addToCounter, { id: row.id, seen: 1, more: 2 })).resolves.toEqual([]);
    await expect(database.execute(addToCounter, { id: row.id, seen: 99, more: 2 })).resolves.toBe(0);
  });

  it('carries a long text, as JSON lists are', async () => {
    const long = JSON.stringify(Array.from({ length: 3_000 }, (_, n) => ({ n, text: 'ä'.repeat(20) })));
    const row = { ...counter(), data: long };
    await database.execute(insertCounter, row);
    const [read] = await database.query(readCounter, { id: row.id });
    expect(read?.dataJson).toHaveLength(3_000);
  });

  it('lets the database decide what is due, and a test step its clock', async () => {
    const row = { ...counter(), dueAt: new Date('2001-01-01T00:00:00Z') };
    await database.execute(insertCounter, row);
    database.setTestTime(new Date('2000-12-31T23:59:59.999Z'));
    await expect(database.query(countDue, {})).resolves.toEqual([{ due: 0, now: new Date('2000-12-31T23:59:59.999Z') }]);
    database.setTestTime(null);
    const [real] = await database.query(countDue, {});
    expect(real?.due).toBeGreaterThanOrEqual(1);
    expect(real?.now.getUTCFullYear()).toBeGreaterThanOrEqual(2026);
  });

  it('recognises that a row is there already', async () => {
    const row = counter();
    await database.execute(insertCounter, row);
    const error: unknown = await database.execute(insertCounter, row).catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error)).toBe(true);
    const { data: _, ...entity } = row;
    const throughEntity: unknown = await database.repository(Counter).insert({ ...entity, data: null }).catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(throughEntity)).toBe(true);
  });

  describe('transaction', () => {
    it('commits statements and entities together, before it resolves', async () => {
      const [one, two] = [counter(1), counter(2)];
      const result = await database.transaction(async (tx) => {
        await tx.execute(insertCounter, one);
        await tx.manager.insert(Counter, { ...two, data: null });
        return 'done';
      });
      expect(result).toBe('done');
      await expect(database.query(readCounter, { id: one.id })).resolves.toHaveLength(1);
      await expect(database.query(readCounter, { id: two.id })).resolves.toHaveLength(1);
    });

    it('leaves nothing behind when the work throws', async () => {
      const [one, two] = [counter(1), counter(2)];
      await expect(
        database.transaction(async (tx) => {
          await tx.execute(insertCounter, one);
          await tx.manager.insert(Counter, { ...two, data: null });
          throw new Error('changed my mind');
        }),
      ).rejects.toThrow('changed my mind');
      await expect(database.query(readCounter, { id: one.id })).resolves.toEqual([]);
      await expect(database.query(readCounter, { id: two.id })).resolves.toEqual([]);
    });

    it('does the work again after a deadlock', async () => {
      const [one, two] = [counter(0), counter(0)];
      await database.execute(insertCounter, one);
      await database.execute(insertCounter, two);
      const add = statement<{ id: string }>({
        name: 'add-one',
        postgres: 'UPDATE counters SET amount = amount + 1 WHERE id = :id',
        oracle: 'UPDATE counters SET amount = amount + 1 WHERE id = :id',
      });
      let attempts = 0;
      const bothLocked = meeting(2);
      const crossing = (first: string, second: string): Promise<void> =>
        database.transaction(async (tx) => {
          attempts += 1;
          await tx.execute(add, { id: first });
          await bothLocked();
          await tx.execute(add, { id: second });
        });
      await Promise.all([crossing(one.id, two.id), crossing(two.id, one.id)]);
      expect(attempts).toBe(3);
      await expect(database.query(readCounter, { id: one.id })).resolves.toMatchObject([{ amount: 2 }]);
      await expect(database.query(readCounter, { id: two.id })).resolves.toMatchObject([{ amount: 2 }]);
    });
  });

  describe('counts what it sends', () => {
    const spent = async (work: () => Promise<unknown>): Promise<{ statements: number; commits: number }> => {
      const { statements, commits } = database.traffic;
      await work().catch(() => undefined);
      return { statements: database.traffic.statements - statements, commits: database.traffic.commits - commits };
    };

    it('a statement by itself, of ours or of TypeORM, commits', async () => {
      await expect(spent(() => database.query(readCounter, { id: randomUUID() }))).resolves.toEqual({ statements: 1, commits: 1 });
      await expect(spent(() => database.repository(Counter).findOneBy({ id: randomUUID() }))).resolves.toEqual({ statements: 1, commits: 1 });
    });

    it('a transaction commits once, and its beginning and end are no statements', async () => {
      const work = async (): Promise<void> =>
        database.transaction(async (tx) => {
          await tx.execute(insertCounter, counter());
          await tx.query(readCounter, { id: randomUUID() });
          await tx.manager.findOneBy(Counter, { id: randomUUID() });
        });
      await expect(spent(work)).resolves.toEqual({ statements: 3, commits: 1 });
    });

    it('what fails is sent, but commits nothing', async () => {
      const row = counter();
      await database.execute(insertCounter, row);
      await expect(spent(() => database.execute(insertCounter, row))).resolves.toEqual({ statements: 1, commits: 0 });
      await expect(spent(() => database.transaction((tx) => tx.execute(insertCounter, row)))).resolves.toEqual({ statements: 1, commits: 0 });
    });

    it("a transaction of TypeORM's own commits once", async () => {
      const { data: _, ...row } = counter();
      // `save` looks whether the row is there, then inserts it.
      await expect(spent(() => database.repository(Counter).save({ ...row, data: null }))).resolves.toEqual({ statements: 2, commits: 2 });
    });
  });

  it('throws on a condition that was forgotten', async () => {
    await expect(database.repository(Counter).findOneBy({ id: undefined as unknown as string })).rejects.toThrow(/undefined/i);
    await expect(database.repository(Counter).delete({ id: undefined as unknown as string })).rejects.toThrow(/undefined/i);
    await expect(database.repository(Counter).findOneBy({ name: null as unknown as string })).rejects.toThrow(/null/i);
  });
}

/** Resolves for everybody once so many have come; late comers pass. */
function meeting(expected: number): () => Promise<void> {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let arrived = 0;
  return () => {
    if ((arrived += 1) >= expected) open();
    return opened;
  };
}
