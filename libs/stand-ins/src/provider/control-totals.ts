import type { ControlTotal, SealedControlTotal } from '@syncline/contract';
import { compareTexts, parseColumnType } from '@syncline/extract-format';
import type { RowTexts, StandInDataset } from './dataset.ts';

/** Control totals over canonical texts; NULL does not count. */
export function sealControlTotal(dataset: StandInDataset, total: ControlTotal, rows: readonly RowTexts[]): SealedControlTotal {
  const index = dataset.columns.findIndex(({ name }) => name === total.column);
  const column = dataset.columns[index];
  if (column === undefined) throw new Error(`control total ${total.name} is over the unknown column ${total.column}`);
  const values = rows.flatMap((row) => row[index] ?? []);
  const type = parseColumnType(column.type);
  const sorted = values.toSorted((a, b) => compareTexts(type, a, b));
  switch (total.kind) {
    case 'countDistinct':
      return { ...total, value: String(new Set(values).size) };
    case 'min':
      return { ...total, value: sorted[0] ?? null };
    case 'max':
      return { ...total, value: sorted.at(-1) ?? null };
    case 'sum':
      return { ...total, value: sum(values, type.kind === 'decimal' ? type.scale : 0) };
  }
}

function sum(values: readonly string[], scale: number): string {
  const units = values.reduce((all, text) => all + BigInt(text.replace('.', '')), 0n);
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return units < 0n ? `-${text}` : text;
}
