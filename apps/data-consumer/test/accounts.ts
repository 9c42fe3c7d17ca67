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
