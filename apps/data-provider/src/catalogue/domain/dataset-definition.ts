import type { Column, Compression, ControlTotal } from '@syncline/contract';

/** The view that every dataset has: all rows, all columns. */
export const DEFAULT_VIEW = 'default';

/** Where the rows come from: a table or view of the golden source, or a query over it. */
export type DatasetSource = { readonly relation: string } | { readonly query: string };

/** What a named view leaves out. */
export interface ViewDefinition {
  /** SQL condition over the source's columns. */
  readonly where?: string | undefined;
  /** Absent: all. The key is always among them. */
  readonly columns?: readonly string[] | undefined;
  /** Column → the canonical text that stands in place of every value; null for NULL. */
  readonly mask: Readonly<Record<string, string | null>>;
}

/** Which client sees which view. An identity is always the pair of issuer and client id. */
export interface AccessRule {
  readonly issuer: string;
  readonly clientId: string;
  readonly view: string;
}

/** A dataset of the catalogue, checked: every name in it means something. */
export interface DatasetDefinition {
  readonly name: string;
  readonly version: number;
  readonly source: DatasetSource;
  readonly key: readonly string[];
  /** Selects rows and is not one of `columns`; absent: the dataset is sealed as it stands. */
  readonly businessDate?: string | undefined;
  readonly columns: readonly Column[];
  readonly controlTotals: readonly ControlTotal[];
  readonly partRows: number;
  readonly compression: Compression;
  readonly views: Readonly<Record<string, ViewDefinition>>;
  /** Absent: every client sees the default view. Present: who is not named sees nothing. */
  readonly access?: readonly AccessRule[] | undefined;
}

export const viewNamesOf = (dataset: DatasetDefinition): string[] => [DEFAULT_VIEW, ...Object.keys(dataset.views)];
