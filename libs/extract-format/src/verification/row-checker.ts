import type { Manifest } from '@syncline/contract';
import { canonicalText } from '../canonical/canonical-text.ts';
import { parseColumnType, type ColumnType } from '../canonical/column-type.ts';
import type { Field } from '../canonical/csv-row.ts';
import { compareKeys } from '../canonical/key-order.ts';
import { NotRepresentableError } from '../canonical/refusal.ts';
import type { ExtractProblem } from './extract-problem.ts';

type RowProblem = Pick<ExtractProblem, 'code' | 'detail'>;

/** Judges the rows of one extract, in their order, over all of its parts. */
export class RowChecker {
  readonly #names: readonly string[];
  readonly #types: readonly ColumnType[];
  readonly #nullable: readonly boolean[];
  readonly #keyIndexes: readonly number[];
  readonly #keyTypes: readonly ColumnType[];
  #lastKey: readonly string[] | null = null;

  /** @param manifest sound, see `checkManifest` */
  constructor(manifest: Pick<Manifest, 'columns' | 'key'>) {
    this.#names = manifest.columns.map(({ name }) => name);
    this.#types = manifest.columns.map(({ type }) => parseColumnType(type));
    this.#nullable = manifest.columns.map(({ nullable }) => nullable);
    this.#keyIndexes = manifest.key.map((name) => this.#names.indexOf(name));
    this.#keyTypes = this.#keyIndexes.flatMap((index) => this.#types[index] ?? []);
  }

  /** Of the row that was judged last; null before the first, and where that row had none. */
  get lastKey(): readonly string[] | null {
    return this.#lastKey;
  }

  /** What is wrong with the next row; several things may be. */
  check(row: readonly Field[]): RowProblem[] {
    if (row.length !== this.#types.length) return [{ code: 'ROW_MALFORMED', detail: `has ${row.length} fields in place of ${this.#types.length}` }];
    const problems = row.flatMap((field, index) => this.#fieldProblem(field, index) ?? []);
    const order = this.#keyProblem(row);
    return order === null ? problems : [...problems, order];
  }

  #fieldProblem(field: Field, index: number): RowProblem | null {
    const why = field === null ? (this.#nullable[index] ? null : 'is NULL, which the contract does not allow') : notCanonical(this.#types[index], field);
    return why === null ? null : { code: 'ROW_NOT_CANONICAL', detail: `${this.#names[index]}: ${why}` };
  }

  #keyProblem(row: readonly Field[]): RowProblem | null {
    const key = this.#keyIndexes.map((index) => row[index] ?? null);
    const before = this.#lastKey;
    if (!key.every((text) => text !== null)) return null;
    try {
      const order = before === null ? -1 : compareKeys(this.#keyTypes, before, key);
      if (order < 0) return null;
      return { code: 'KEY_ORDER', detail: order === 0 ? `the key ${show(key)} is there twice` : `the key ${show(key)} stands behind ${show(before ?? [])}` };
    } catch {
      // A number that is none was told already; it has no place in an order.
      return null;
    } finally {
      this.#lastKey = key;
    }
  }
}

const show = (key: readonly string[]): string => JSON.stringify(key);

function notCanonical(type: ColumnType | undefined, text: string): string | null {
  if (type === undefined) return null;
  try {
    const canonical = canonicalText(type, text);
    return canonical === text ? null : `${JSON.stringify(text)} is written otherwise, as ${JSON.stringify(canonical)}`;
  } catch (error) {
    if (error instanceof NotRepresentableError) return `${error.message} (${error.rule})`;
    throw error;
  }
}
