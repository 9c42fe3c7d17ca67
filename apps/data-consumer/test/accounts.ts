import type { StandInDataset } from '@syncline/stand-ins';

export type Row = readonly (string | null)[];

export const ACCOUNT_COLUMNS = [
  { name: 'id', type: 'bigint', nullable: false },
  { name: 'owner', type: 'string(40)', nullable: true },
  { name: 'amount', type: 'decimal(12,2)', nullable: true },
];

/** Accounts `from` to `to`, each with the same amount. */
export const accounts = (from: number, to: number, amount = '1.00'): Row[] =>
  Array.from({ length: to - from + 1 }, (_none, index) => [String(from + index), `Owner ${from + index}`, amount]);

/** With other amounts for the first so many. */
export const changed = (rows: readonly Row[], count: number, amount: string): Row[] =>
  rows.map((row, index) => (index < count ? [...row.slice(0, 2), amount, ...row.slice(3)] : row));

export const accountsDataset = (name: string, days: StandInDataset['days'], changes: Partial<StandInDataset> = {}): StandInDataset => ({
  name, key: ['id'], columns: ACCOUNT_COLUMNS, partRows: 400, controlTotals: [{ name: 'amount', kind: 'sum', column: 'amount' }], days, ...changes,
});

/** Three days: a thousand accounts; ten of them gone and ten changed; all of them changed and 200 more. */
export const [DAY_1, DAY_2, DAY_3] = ['2026-08-03', '2026-08-04', '2026-08-05'] as const;
export const ALL = accounts(1, 1000);
export const DAYS = { [DAY_1]: ALL, [DAY_2]: changed(ALL.slice(10), 10, '2.00'), [DAY_3]: changed(accounts(1, 1200), 1200, '3.00') };
