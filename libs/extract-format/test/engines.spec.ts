import { describeEngines, type FreshDatabase } from '@syncline/test-kit';
import {
  canonicalExpression, controlTotalExpression, keyOrder, keyRangeCondition, parseColumnType, REFUSALS, targetColumnType, textLiteral, unrepresentable, valueExpression,
} from '../src/index.ts';
import { openOracleVectors } from './engines/oracle-vectors.ts';
import { openPostgresVectors } from './engines/postgres-vectors.ts';
import type { NumberedText, VectorDatabase } from './engines/vector-database.ts';
import { groupBy, orders, vectors, type ValueVector } from './vectors.ts';

/**
 * The vectors on every engine, with few statements: all values stand in one table, a column a kind, and are judged by one
 * select a type, all of them in one statement. PostgreSQL always; Oracle where `ORACLE_TEST_URL` is set.
 */
const KINDS = ['string', 'json', 'integer', 'bigint', 'decimal', 'boolean', 'date', 'timestamp'] as const;
const kindOf = (type: string): (typeof KINDS)[number] => parseColumnType(type).kind;
const COLUMNS_OF_KINDS = KINDS.map((kind) => `v_${kind}`);

interface Judged {
  readonly n: number;
  readonly isRefused: boolean;
  readonly text: string | null;
}

describeEngines('the vectors of the canonical form', (engine) => {
  let fresh: FreshDatabase;
  let database: VectorDatabase;
  beforeAll(async () => {
    fresh = await engine.freshDatabase();
    database = await (engine.dialect === 'postgres' ? openPostgresVectors(fresh.url) : openOracleVectors(fresh.url));
  });
  afterAll(async () => {
    await database?.close();
    await fresh?.drop();
  });
  const { dialect } = engine;

  const createSource = (name: string): Promise<void> =>
    database.run(`CREATE TABLE ${name} (n integer, ${KINDS.map((kind, index) => `${COLUMNS_OF_KINDS[index]} ${database.wideType(kind)}`).join(', ')})`);
  /** Oracle knows no empty text. */
  const asHeld = (text: string | null | undefined): string | null => (dialect === 'oracle' && text === '' ? null : text ?? null);

  describe('values', () => {
    let judged: ReadonlyMap<number, Judged>;
    const numbered = vectors.values.map((vector, n) => ({ ...vector, n }));

    beforeAll(async () => {
      await createSource('source');
      for (const [kind, ofKind] of groupBy(numbered, ({ type }) => kindOf(type))) {
        await database.insertWide('source', `v_${kind}`, kindOf(ofKind[0]?.type ?? ''), ofKind.map(({ n, input }): NumberedText => [n, input]));
      }
      await database.setStrangely();
      const selects = groupBy(numbered, ({ type, nullable }) => `${type} ${nullable}`).map(([, group]) => selectJudged(group));
      const rows = await database.texts(selects.join('\nUNION ALL '));
      judged = new Map(rows.map(([n, isRefused, text]): [number, Judged] => [Number(n), { n: Number(n), isRefused: isRefused === 'yes', text: text ?? null }]));
    });

    const selectJudged = (group: readonly (ValueVector & { n: number })[]): string => {
      const { type = '', nullable = false } = group[0] ?? {};
      const x = `source.v_${kindOf(type)}`;
      const isRefused = unrepresentable(dialect, { type, nullable }, x);
      return `SELECT ${canonicalExpression(dialect, { type: 'integer' }, 'source.n')}, CASE WHEN ${isRefused} THEN 'yes' ELSE 'no' END, CASE WHEN ${isRefused} THEN NULL ELSE ${canonicalExpression(dialect, { type }, x)} END
        FROM source WHERE source.n IN (${group.map(({ n }) => n).join()})`;
    };

    it('are said as TypeScript says them, whatever the session is set to', () => {
      const accepted = numbered.filter(({ refused }) => refused === undefined);
      expect(accepted.map(({ n, type, input }) => ({ type, input, ...judged.get(n) }))).toEqual(
        accepted.map(({ n, type, input, canonical }) => ({ type, input, n, isRefused: dialect === 'oracle' && input === '', text: asHeld(canonical) })));
    });

    it('that a source may hold and TypeScript refuses are named', () => {
      const held = numbered.filter(({ n, refused }) => refused !== undefined && REFUSALS[refused].of === 'value' && judged.has(n));
      expect(held.map(({ n, type, input, refused }) => ({ type, input, refused, isRefused: judged.get(n)?.isRefused }))).toEqual(
        held.map(({ type, input, refused }) => ({ type, input, refused, isRefused: true })));
      // All that PostgreSQL cannot hold: more digits of a second than six.
      if (dialect === 'postgres') {
        const notHeld = numbered.filter(({ n, refused }) => refused !== undefined && REFUSALS[refused].of === 'value' && !judged.has(n));
        expect(notHeld.map(({ input }) => input).filter((input) => !/\.\d{6}[1-9]/.test(input ?? ''))).toEqual([]);
      }
    });

    it('are held by a target and given back', async () => {
      const accepted = numbered.filter(({ canonical }) => canonical !== undefined);
      const types = groupBy(accepted, ({ type }) => type);
      await database.run(`CREATE TABLE target (n integer, ${types.map(([type], index) => `c${index} ${targetColumnType(dialect, { type })}`).join(', ')})`);
      for (const [index, [type, ofType]] of types.entries()) {
        await database.insert('target', `c${index}`, (text) => valueExpression(dialect, { type }, text), ofType.map(({ n, canonical }): NumberedText => [n, canonical ?? null]));
      }
      const selects = types.map(([type, ofType], index) => `SELECT ${canonicalExpression(dialect, { type: 'integer' }, 'target.n')}, ${canonicalExpression(dialect, { type }, `target.c${index}`)}
        FROM target WHERE target.n IN (${ofType.map(({ n }) => n).join()})`);
      const read = new Map((await database.texts(selects.join('\nUNION ALL '))).map(([n, text]) => [Number(n), text]));
      expect(accepted.map(({ n, type }) => [type, read.get(n)])).toEqual(accepted.map(({ type, canonical }) => [type, asHeld(canonical)]));
    });
  });

  it('keys are in the order that TypeScript knows, and a range begins after its key', async () => {
    for (const [index, { types, sorted }] of orders.entries()) {
      const table = `ordered_${index}`;
      // A source may sort its text as a dictionary does.
      const columnType = (type: string): string => (kindOf(type) !== 'string' ? database.wideType(kindOf(type)) : dialect === 'postgres' ? 'text COLLATE "en-x-icu"' : 'VARCHAR2(400)');
      const key = types.map((type, at) => ({ column: { type }, sqlName: `${table}.k${at}` }));
      const value = (text: string, type: string): string => valueExpression(dialect, { type }, textLiteral(text));
      const keys = dialect === 'oracle' ? sorted.filter((texts) => texts.every((text) => text !== '')) : sorted;
      await database.run(`CREATE TABLE ${table} (${types.map((type, at) => `k${at} ${columnType(type)}`).join(', ')})`);
      // From the last to the first: whoever forgets to order shows.
      const dual = dialect === 'oracle' ? ' FROM dual' : '';
      await database.run(`INSERT INTO ${table} ${keys.toReversed().map((texts) => `SELECT ${texts.map((text, at) => value(text, types[at] ?? '')).join(', ')}${dual}`).join(' UNION ALL ')}`);
      const texts = types.map((type, at) => canonicalExpression(dialect, { type }, `${table}.k${at}`));
      expect(await database.texts(`SELECT ${texts.join(', ')} FROM ${table} ORDER BY ${keyOrder(dialect, key)}`)).toEqual(keys);
      const after = keys.map((texts) => `(SELECT ${canonicalExpression(dialect, { type: 'integer' }, 'count(*)')} FROM ${table} WHERE ${keyRangeCondition(dialect, key, { after: texts.map(textLiteral) })})`);
      expect(await database.texts(`SELECT ${after.join(', ')}${dual}`)).toEqual([keys.map((_, at) => String(keys.length - at - 1))]);
    }
  });

  it('control totals', async () => {
    await createSource('totalled');
    for (const [kind, ofKind] of groupBy(vectors.totals.map((vector, n) => ({ ...vector, n })), ({ type }) => kindOf(type))) {
      const rows = ofKind.flatMap(({ n, values }) => values.map((text): NumberedText => [n, text]));
      await database.insertWide('totalled', `v_${kind}`, kindOf(ofKind[0]?.type ?? ''), rows);
    }
    await database.setStrangely();
    const wanted = vectors.totals.map(({ type: _type, values: _values, ...totals }) => totals);
    const selects = vectors.totals.map(({ type }, n) => {
      const totals = (['sum', 'min', 'max', 'countDistinct'] as const).map((kind) => (
        kind in (wanted[n] ?? {}) ? controlTotalExpression(dialect, kind, { type }, `totalled.v_${kindOf(type)}`) : `'none'`));
      return `SELECT '${n}', ${totals.join(', ')} FROM totalled WHERE totalled.n = ${n}`;
    });
    const rows = await database.texts(selects.join('\nUNION ALL '));
    const computed = rows.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, sum, min, max, countDistinct]) => ({ sum, min, max, countDistinct }));
    expect(computed).toEqual(wanted.map((totals) => ({ sum: 'none', min: 'none', max: 'none', ...totals })));
  });
});
