import { readFileSync } from 'node:fs';

export interface ValueVector {
  readonly type: string;
  readonly input: string;
  readonly canonical?: string;
  readonly refused?: string;
}

export interface Vectors {
  readonly values: readonly ValueVector[];
  readonly rows: readonly { readonly fields: readonly (string | null)[]; readonly csv: string }[];
  readonly order: readonly { readonly type: string; readonly sorted: readonly string[] }[];
  readonly totals: readonly ({ readonly type: string; readonly values: readonly (string | null)[] } &
    Readonly<Partial<Record<'sum' | 'min' | 'max' | 'countDistinct', string | null>>>)[];
}

export const vectors: Vectors = JSON.parse(readFileSync(new URL('../vectors/canonical-form.json', import.meta.url), 'utf8'));
