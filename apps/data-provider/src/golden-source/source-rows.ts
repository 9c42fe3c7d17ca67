import type { Dialect } from '@syncline/database';
import {
  canonicalExpression, copyExpression, instantFromLocal, isReadableAs, keyOrder, outOfRange, textLiteral, unrepresentable, unrepresentableCount, valueExpression,
  type KeyColumn,
} from '@syncline/extract-format';
import type { DatasetSource } from '../catalogue/domain/dataset-definition.ts';
import { keyColumnsOf, type DatasetView, type ViewColumn } from '../catalogue/domain/dataset-view.ts';
import type { SourceColumn } from './golden-source.ts';

const ALIAS = 's';

/** The source as a FROM item. Names come from the catalogue, which lets nothing through that could end a statement. */
export const fromItem = (source: DatasetSource): string =>
  'relation' in source ? `${source.relation} ${ALIAS}` : `(${source.query}) ${ALIAS}`;

const QUOTED: Readonly<Record<Dialect, (name: string) => string>> = {
  postgres: (name) => `${ALIAS}."${name}"`,
  // The catalogue writes names as people do; Oracle keeps unquoted ones in upper case.
  oracle: (name) => `${ALIAS}."${name.toUpperCase()}"`,
};

const DATE_LITERAL: Readonly<Record<Dialect, (date: string) => string>> = {
  // Untyped, so that it takes the type of the column: date, timestamp or text.
  postgres: (date) => textLiteral(date),
  oracle: (date) => `DATE ${textLiteral(date)}`,
};

/** The rows that one view shows of a source for one business date: the pieces that every statement over it is made of. */
export class SourceRows {
  readonly dialect: Dialect;
  readonly view: DatasetView;
  readonly #physical: ReadonlyMap<string, SourceColumn>;
  readonly #businessDate: string | null;

  /** @param businessDate `YYYY-MM-DD`; ignored where the dataset has no business date */
  constructor(dialect: Dialect, view: DatasetView, physical: ReadonlyMap<string, SourceColumn>, businessDate: string | null) {
    this.dialect = dialect;
    this.view = view;
    this.#physical = physical;
    this.#businessDate = businessDate;
  }

  /** `FROM … WHERE …`, with room for more conditions. */
  from(...conditions: readonly string[]): string {
    const { source, businessDate, where } = this.view;
    const all = [
      ...(businessDate === null || this.#businessDate === null ? [] : [`${QUOTED[this.dialect](businessDate)} = ${DATE_LITERAL[this.dialect](this.#businessDate)}`]),
      ...(where === null ? [] : [`(${where})`]),
      ...conditions,
    ];
    return `FROM ${fromItem(source)}${all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`}`;
  }

  /** The column's value: of the source, or its mask. NULL of the contract's type where the source's own type can hold none. */
  value(column: ViewColumn): string {
    if (column.mask !== undefined) return valueExpression(this.dialect, column, column.mask === null ? 'NULL' : textLiteral(column.mask));
    if (!this.isReadable(column)) return valueExpression(this.dialect, column, 'NULL');
    const name = this.name(column);
    const kind = this.physical(column)?.kind;
    if (kind === 'local-timestamp') return instantFromLocal(this.dialect, name);
    return kind === 'date' && column.type.startsWith('timestamp') ? instantFromLocal(this.dialect, `CAST(${name} AS timestamp)`) : name;
  }

  /** As a statement names it. */
  name({ name }: ViewColumn): string {
    return QUOTED[this.dialect](name);
  }

  /** How the source holds it; undefined for a mask. */
  physical({ name, mask }: ViewColumn): SourceColumn | undefined {
    return mask === undefined ? this.#physical.get(name) : undefined;
  }

  /** Whether the source's type can hold values of the contract's type. */
  isReadable(column: ViewColumn): boolean {
    const physical = this.physical(column);
    return physical === undefined || isReadableAs(this.dialect, column, physical);
  }

  text(column: ViewColumn): string {
    return canonicalExpression(this.dialect, column, this.value(column));
  }

  /** True for the rows whose value in this column its type cannot hold. */
  unrepresentable(column: ViewColumn): string {
    return unrepresentable(this.dialect, column, this.#asked(column), this.physical(column));
  }

  /** How many rows those are, as an aggregate; null where the source's types say that there are none. */
  unrepresentableCount(column: ViewColumn): string | null {
    // A mask was checked with the catalogue.
    return column.mask === undefined ? unrepresentableCount(this.dialect, column, this.#asked(column), this.physical(column)) : null;
  }

  /** The value, or NULL in place of one that its type cannot hold: no conversion of it fails. */
  safeValue(column: ViewColumn): string {
    const outside = column.mask === undefined && this.isReadable(column) ? outOfRange(this.dialect, column, this.value(column), this.physical(column)) : null;
    return outside === null ? this.value(column) : `CASE WHEN ${outside} THEN NULL ELSE ${this.value(column)} END`;
  }

  /** What is asked about: where the type is wrong, whether there is anything. */
  #asked(column: ViewColumn): string {
    return this.isReadable(column) ? this.value(column) : this.name(column);
  }

  get key(): KeyColumn[] {
    return keyColumnsOf(this.view).map((column) => ({ column, sqlName: this.value(column) }));
  }

  /** The rows themselves, in canonical form and in key order; for `SourceReader.canonicalRows`. */
  select(...conditions: readonly string[]): string {
    return `SELECT ${this.view.columns.map((column) => this.#copied(column)).join(', ')} ${this.from(...conditions)} ORDER BY ${keyOrder(this.dialect, this.key)}`;
  }

  #copied(column: ViewColumn): string {
    const physical = this.physical(column);
    return physical === undefined ? this.text(column) : copyExpression(this.dialect, column, this.value(column), physical);
  }
}
