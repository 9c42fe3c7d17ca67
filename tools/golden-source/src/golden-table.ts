/** A field of a row: text as it goes into the column, or NULL. */
export type Field = string | null;

/** One table of the golden source, and the rows that the packages hold for a business date. */
export interface GoldenTable {
  readonly name: string;
  /** Columns beside `as_of`, in the order of the fields of a row, each with its definition. */
  readonly columns: Readonly<Record<string, string>>;
  readonly key: readonly string[];
  /** Made one by one as they are read, since 170,000 at once would cost 200 MB. */
  rows(asOf: BusinessDate): Promise<Iterable<readonly Field[]>>;
}

/** The business dates that there is data for, oldest first: the days on which the packages of cities were published. */
export const BUSINESS_DATES = ['2026-08-04', '2026-09-26'] as const;

export type BusinessDate = (typeof BUSINESS_DATES)[number];

/** An absent value of a source that writes it as an empty text. */
export const orNull = (text: string): Field => (text === '' ? null : text);
