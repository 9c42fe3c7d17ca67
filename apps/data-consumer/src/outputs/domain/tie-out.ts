import type { TieOut } from '@syncline/contract';

/** What is proven about a published file, as far as a tie-out asks. */
export interface ProvenTotals {
  readonly rows: number;
  /**
   * By name, what the proof of the published table was made against: the control totals that the source signed, or, where
   * rows of the file were rejected, those recomputed without them. Null: min or max of nothing.
   */
  readonly totals: ReadonlyMap<string, string | null>;
}

/** What a tie-out must equal; null where the file has no such control total. */
export function expectedTotal({ rows, totals }: ProvenTotals, controlTotal: string): string | null {
  if (controlTotal === 'rows') return String(rows);
  return totals.has(controlTotal) ? (totals.get(controlTotal) ?? 'NULL') : null;
}

export const tieOutCheckName = ({ name, equals }: TieOut): string => `${name} = ${equals.file}.${equals.controlTotal}`;

const DECIMAL = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/;

/** Numbers by value, whatever their scale (a sum over another column has another one); anything else to the letter. */
export function isSameTotal(one: string, other: string): boolean {
  return one === other || (DECIMAL.test(one) && normal(one) === normal(other));
}

function normal(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return digits === '0' ? '0' : `${sign}${digits}`;
}
