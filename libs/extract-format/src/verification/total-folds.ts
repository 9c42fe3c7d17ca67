import type { Manifest, SealedControlTotal } from '@syncline/contract';
import { parseColumnType, type ColumnType } from '../canonical/column-type.ts';
import type { Field } from '../canonical/csv-row.ts';
import { compareTexts } from '../canonical/key-order.ts';
import { DistinctCounter } from './distinct-counter.ts';

/** A control total as it grows; it takes canonical texts only. NULL does not count. */
interface Fold {
  add(text: string): void;
  value(): string | null;
  close(): void;
}

class Sum implements Fold {
  readonly #scale: number;
  #units = 0n;
  constructor(type: ColumnType) {
    this.#scale = type.kind === 'decimal' ? type.scale : 0;
  }
  add(text: string): void {
    this.#units += BigInt(text.replace('.', ''));
  }
  value(): string {
    const digits = (this.#units < 0n ? -this.#units : this.#units).toString().padStart(this.#scale + 1, '0');
    const text = this.#scale === 0 ? digits : `${digits.slice(0, -this.#scale)}.${digits.slice(-this.#scale)}`;
    return this.#units < 0n ? `-${text}` : text;
  }
  close(): void { /* holds nothing */ }
}

class Extreme implements Fold {
  readonly #type: ColumnType;
  readonly #sign: 1 | -1;
  #value: string | null = null;
  constructor(type: ColumnType, kind: 'min' | 'max') {
    this.#type = type;
    this.#sign = kind === 'min' ? 1 : -1;
  }
  add(text: string): void {
    if (this.#value === null || compareTexts(this.#type, text, this.#value) * this.#sign < 0) this.#value = text;
  }
  value(): string | null {
    return this.#value;
  }
  close(): void { /* holds nothing */ }
}

class Distinct implements Fold {
  readonly #counter: DistinctCounter;
  constructor(folder: string) {
    this.#counter = new DistinctCounter(folder);
  }
  add(text: string): void {
    this.#counter.add(text);
  }
  value(): string {
    return String(this.#counter.count());
  }
  close(): void {
    this.#counter.close();
  }
}

function foldOf({ kind }: SealedControlTotal, type: ColumnType, folder: string): Fold {
  switch (kind) {
    case 'sum': return new Sum(type);
    case 'min':
    case 'max': return new Extreme(type, kind);
    case 'countDistinct': return new Distinct(folder);
  }
}

/** The control totals of an extract, computed again from its rows with bounded memory. */
export class TotalFolds {
  readonly #folds: readonly { readonly index: number; readonly total: SealedControlTotal; readonly fold: Fold }[];

  /** @param folder for what does not fit into memory */
  constructor({ columns, controlTotals }: Pick<Manifest, 'columns' | 'controlTotals'>, folder: string) {
    this.#folds = controlTotals.map((total) => {
      const index = columns.findIndex(({ name }) => name === total.column);
      return { index, total, fold: foldOf(total, parseColumnType(columns[index]?.type ?? ''), folder) };
    });
  }

  add(row: readonly Field[]): void {
    for (const { index, fold } of this.#folds) {
      const text = row[index];
      if (text !== null && text !== undefined) fold.add(text);
    }
  }

  /** Those that are not what was sealed, a sentence each. */
  differences(): string[] {
    return this.#folds.flatMap(({ total: { name, kind, column, value }, fold }) => {
      const computed = fold.value();
      return computed === value ? [] : [`control total ${name} (${kind} of ${column}): sealed is ${value ?? 'null'}, the rows have ${computed ?? 'null'}`];
    });
  }

  close(): void {
    for (const { fold } of this.#folds) fold.close();
  }
}
