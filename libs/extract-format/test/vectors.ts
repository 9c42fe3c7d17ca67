import { readFileSync } from 'node:fs';
import type { Refusal } from '../src/index.ts';

export interface ValueVector {
  readonly type: string;
  /** Only where the input is NULL does it matter; false elsewhere. */
  readonly nullable?: boolean;
  readonly input: string | null;
  /** Either this, or `refused`. */
  readonly canonical?: string | null;
  readonly refused?: Refusal;
}

export interface OrderVector {
  readonly types: readonly string[];
  /** Keys in their order, each of one text a column. */
  readonly sorted: readonly (readonly string[])[];
}

export interface TotalsVector {
  readonly type: string;
  readonly values: readonly (string | null)[];
  readonly sum?: string;
  readonly min?: string | null;
  readonly max?: string | null;
  readonly countDistinct: string;
}

interface Vectors {
  readonly rules: Readonly<Record<string, { readonly of: string; readonly means: string }>>;
  readonly values: readonly ValueVector[];
  readonly rows: readonly { readonly fields: readonly (string | null)[]; readonly csv: string }[];
  readonly notRows: readonly { readonly csv: string; readonly why: string }[];
  readonly order: readonly { readonly type: string; readonly sorted: readonly string[] }[];
  readonly keys: readonly OrderVector[];
  readonly totals: readonly TotalsVector[];
}

export const readVectors = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')) as T;

export const vectors = readVectors<Vectors>('canonical-form.json');

/** Orders of one column and of several, told alike. */
export const orders: readonly OrderVector[] = [
  ...vectors.order.map(({ type, sorted }) => ({ types: [type], sorted: sorted.map((text) => [text]) })),
  ...vectors.keys,
];

/** Items with the same key, in the order in which they come. */
export function groupBy<T, K>(items: readonly T[], key: (item: T) => K): [K, T[]][] {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups];
}
