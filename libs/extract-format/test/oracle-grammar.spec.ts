import { AcceptedTexts } from '@syncline/oracle-grammar';
import {
  canonicalExpression, controlTotalExpression, controlTotalProblem, instantFromLocal, keyOrder, keyRangeCondition, targetColumnType, textLiteral, unrepresentable, valueExpression,
} from '../src/index.ts';

/** What Oracle would be told of each type, parsed by the grammar; the vectors themselves run only where there is an Oracle. */
const TYPES: Readonly<Record<string, string>> = {
  'string(40)': `O'Brien`, 'string(9000)': 'x', integer: '-7', bigint: '7', 'decimal(1,0)': '0', 'decimal(18,4)': '-0.5000', 'decimal(38,0)': '1', 'decimal(38,38)': `0.${'1'.repeat(38)}`,
  boolean: 'true', date: '2026-08-04', 'timestamp(0)': '2026-08-04T17:30:00Z', 'timestamp(6)': '2026-08-04T17:30:00.000000Z', json: '{}',
};

const accepted = new AcceptedTexts(new URL('./oracle-accepted.json', import.meta.url));
afterAll(() => accepted.save());

it.each(Object.entries(TYPES))('%s: read, judged, ordered, totalled and written', (type, text) => {
  const column = { type, nullable: false };
  const key = [{ column, sqlName: 's.v' }];
  const totals = (['sum', 'min', 'max', 'countDistinct'] as const).filter((kind) => controlTotalProblem(kind, column) === null);
  const hasOrder = !['json', 'string(9000)'].includes(type);
  const local = type.startsWith('timestamp') ? [canonicalExpression('oracle', column, instantFromLocal('oracle', 's.local'))] : [];
  const texts = [
    `SELECT ${[canonicalExpression('oracle', column, 's.v'), ...local].join(', ')} FROM source s WHERE NOT ${unrepresentable('oracle', column, 's.v')}`,
    `SELECT ${totals.map((kind) => controlTotalExpression('oracle', kind, column, 's.v')).join(', ')} FROM source s`,
    `CREATE TABLE target (v ${targetColumnType('oracle', column)})`,
    `INSERT INTO target (v) SELECT ${valueExpression('oracle', column, textLiteral(text))} FROM dual`,
    ...(hasOrder ? [`SELECT s.v FROM source s WHERE ${keyRangeCondition('oracle', key, { after: [textLiteral(text)], upTo: [textLiteral(text)] })} ORDER BY ${keyOrder('oracle', key)}`] : []),
  ];
  for (const sql of texts) expect({ sql, problems: accepted.problemsOf(sql) }).toEqual({ sql, problems: [] });
}, 120_000);
