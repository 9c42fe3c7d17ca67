import type { Dialect } from '@syncline/database';
import { canonicalExpression, instantFromLocal, keyOrder, textLiteral, unrepresentable, valueExpression, type KeyColumn } from '@syncline/extract-format';
import type { DatasetSource } from '../catalogue/domain/dataset-definition.ts';
import { keyColumnsOf, type DatasetView, type ViewColumn } from '../catalogue/domain/dataset-view.ts';
import type { PhysicalKind } from './golden-source.ts';

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
  readonly #physical: ReadonlyMap<string, PhysicalKind>;
  readonly #businessDate: string | null;

  /** @param businessDate `YYYY-MM-DD`; ignored where the dataset has no business date */
  constructor(dialect: Dialect, view: DatasetView, physical: ReadonlyMap<string, PhysicalKind>, businessDate: string | null) {
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

  /** The column's value: of the source, or its mask. */
  value(column: ViewColumn): string {
    if (column.mask !== undefined) return valueExpression(this.dialect, column, column.mask === null ? 'NULL' : textLiteral(column.mask));
    const name = QUOTED[this.dialect](column.name);
    return this.#physical.get(column.name) === 'local-timestamp' ? instantFromLocal(this.dialect, name) : name;
  }

  text(column: ViewColumn): string {
    return canonicalExpression(this.dialect, column, this.value(column));
  }

  unrepresentable(column: ViewColumn): string {
    return unrepresentable(this.dialect, column, this.value(column));
  }

  get key(): KeyColumn[] {
    return keyColumnsOf(this.view).map((column) => ({ column, sqlName: this.value(column) }));
  }

  get keyTexts(): string[] {
    return keyColumnsOf(this.view).map((column) => this.text(column));
  }

  /** The rows themselves, in canonical texts and in key order. */
  select(...conditions: readonly string[]): string {
    const texts = this.view.columns.map((column) => this.text(column));
    return `SELECT ${texts.join(', ')} ${this.from(...conditions)} ORDER BY ${keyOrder(this.dialect, this.key)}`;
  }
}
