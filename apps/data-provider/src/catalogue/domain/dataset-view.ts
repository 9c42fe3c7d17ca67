import type { Column, Compression, ControlTotal } from '@syncline/contract';
import { DEFAULT_VIEW, type DatasetDefinition, type DatasetSource } from './dataset-definition.ts';

/** A column of a view; `mask` where the view shows one text in place of every value. */
export interface ViewColumn extends Column {
  readonly mask?: string | null;
}

/** A dataset as one view shows it: all that is needed to read it, to seal it and to describe it. */
export interface DatasetView {
  readonly dataset: string;
  readonly version: number;
  readonly view: string;
  readonly source: DatasetSource;
  readonly businessDate: string | null;
  /** The view's own row filter. */
  readonly where: string | null;
  readonly key: readonly string[];
  readonly columns: readonly ViewColumn[];
  readonly controlTotals: readonly ControlTotal[];
  readonly partRows: number;
  readonly compression: Compression;
}

/** The view of that name, or undefined. Control totals over hidden columns are hidden with them. */
export function viewOf(dataset: DatasetDefinition, name: string): DatasetView | undefined {
  const view = name === DEFAULT_VIEW ? { mask: {} } : dataset.views[name];
  if (view === undefined) return undefined;
  const shown = (column: string): boolean => !('columns' in view) || view.columns === undefined || view.columns.includes(column);
  return {
    dataset: dataset.name,
    version: dataset.version,
    view: name,
    source: dataset.source,
    businessDate: dataset.businessDate ?? null,
    where: ('where' in view ? view.where : undefined) ?? null,
    key: dataset.key,
    columns: dataset.columns.filter((column) => shown(column.name)).map((column) => masked(column, view.mask)),
    controlTotals: dataset.controlTotals.filter(({ column }) => shown(column)),
    partRows: dataset.partRows,
    compression: dataset.compression,
  };
}

const masked = (column: Column, mask: Readonly<Record<string, string | null>>): ViewColumn =>
  Object.hasOwn(mask, column.name) ? { ...column, mask: mask[column.name] ?? null } : column;

/** The columns of the key, in its order. */
export const keyColumnsOf = ({ key, columns }: Pick<DatasetView, 'key' | 'columns'>): ViewColumn[] =>
  key.flatMap((name) => columns.find((column) => column.name === name) ?? []);
