import type { StandInDataset } from '@syncline/stand-ins';

type Row = readonly (string | null)[];

export const TOWN_COLUMNS = [
  { name: 'id', type: 'string(20)', nullable: false },
  { name: 'name', type: 'string(80)', nullable: true },
  { name: 'population', type: 'bigint', nullable: true },
  { name: 'area', type: 'decimal(12,2)', nullable: true },
  { name: 'seen', type: 'timestamp(6)', nullable: true },
];

/** Row n: with quotes, commas, line breaks, empty texts and NULLs here and there. */
export const town = (n: number): Row => [
  `t${String(n).padStart(6, '0')}`,
  n % 7 === 0 ? null : n % 5 === 0 ? '' : n % 3 === 0 ? `"Town", ${n}\nsecond line` : `Town ${n} ß😀`,
  n % 11 === 0 ? null : String(n * 10),
  `${n}.25`,
  `2026-08-04T10:00:${String(n % 60).padStart(2, '0')}.000001Z`,
];

export const towns = (from: number, to: number): Row[] => Array.from({ length: to - from + 1 }, (_none, index) => town(from + index));

/** Day one has towns 1 to 3000; day two lacks the first 30, changes 20 and has 50 more. */
export const DAY_ONE = '2026-08-04';
export const DAY_TWO = '2026-09-26';

export const dayTwoRows = (): Row[] => [
  ...towns(31, 3050).map((row, index) => (index < 20 ? [row[0] ?? null, 'Renamed', ...row.slice(2)] : row)),
];

export const townsDataset = (changes: Partial<StandInDataset> = {}): StandInDataset => ({
  name: 'towns',
  key: ['id'],
  columns: TOWN_COLUMNS,
  controlTotals: [
    { name: 'population', kind: 'sum', column: 'population' },
    { name: 'area', kind: 'max', column: 'area' },
    { name: 'names', kind: 'countDistinct', column: 'name' },
  ],
  partRows: 500,
  days: { [DAY_ONE]: towns(1, 3000), [DAY_TWO]: dayTwoRows() },
  ...changes,
});
