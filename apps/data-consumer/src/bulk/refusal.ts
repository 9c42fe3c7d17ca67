import { codesOf } from '@syncline/database/statements';
import { UnsupportedValue } from './bulk-connection.ts';

/** Why a table does not take a row. */
export interface Refusal {
  /** The column that was refused, as the target calls it; null where it is the row as a whole, or the database does not say. */
  readonly column: string | null;
  /** A word for machines, a colon, and the database's own sentence. */
  readonly reason: string;
}

/** What the databases' codes mean, first match; every class of error that is about a row's data is here. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(22001|ORA-12899|ORA-01461)$/, 'VALUE_TOO_LONG'],
  [/^(22003|22008|ORA-01438|ORA-01426|ORA-01841)$/, 'VALUE_OUT_OF_RANGE'],
  [/^(22021|22P05)$/, 'CHARACTER_UNSUPPORTED'],
  [/^22P04$/, 'ROW_MALFORMED'],
  [/^(22...|ORA-01722|ORA-0183\d|ORA-0184\d|ORA-0185\d|ORA-0186\d)$/, 'VALUE_UNREADABLE'],
  [/^(23502|ORA-01400)$/, 'VALUE_MISSING'],
  [/^(23505|ORA-00001)$/, 'KEY_TWICE'],
  [/^(23503|ORA-02291)$/, 'REFERENCE_MISSING'],
  [/^(23514|ORA-02290)$/, 'CHECK_VIOLATED'],
  [/^23...$/, 'CONSTRAINT_VIOLATED'],
];

const wordOf = (error: unknown): string | undefined => {
  const codes = codesOf(error);
  return WORDS.find(([pattern]) => codes.some((code) => pattern.test(code)))?.[1];
};

/** Whether an error is about the data of rows, and not about the database or the way to it. */
export const isRefusal = (error: unknown): boolean => error instanceof UnsupportedValue || wordOf(error) !== undefined;

/** @param error of which `isRefusal` is true, said of this one row */
export function refusalOf(error: Error): Refusal {
  if (error instanceof UnsupportedValue) return { column: error.column, reason: error.message };
  const { detail, where, column } = error as { detail?: unknown; where?: unknown; column?: unknown };
  const sentence = [error.message, typeof detail === 'string' ? detail : ''].filter((text) => text !== '').join(': ').replace(/\.?$/, '.');
  return { column: typeof column === 'string' ? column : columnIn(where), reason: `${wordOf(error) ?? 'ROW_REFUSED'}: ${sentence}` };
}

/** Where COPY was, as PostgreSQL says it in English: `COPY towns, line 1, column name: "…"`. */
const columnIn = (where: unknown): string | null =>
  (typeof where === 'string' ? /^COPY .*?, line \d+, column ([^:]+)(?:: |$)/s.exec(where)?.[1] : undefined) ?? null;

/**
 * What a database said, as it may travel to others: PostgreSQL quotes the value that it could not read, and adds a DETAIL with
 * the values of a key or of the whole row, which is left out by whoever takes the message alone.
 */
export const withoutValues = (message: string): string => message.replace(/: ".*"$/s, '').replace(/^value ".*" is/s, 'a value is').replace(/\.$/, '');
