/** A row as a driver hands it over: names as the engine spells them. */
export type RawRow = Readonly<Record<string, unknown>>;

/**
 * Gives a row the same shape on both engines (see `Statement`): camelCase names, `*_json` parsed, `is_*` boolean.
 * What depends on the type of a column (64-bit integers, dates) is decided in the driver's own type handlers.
 */
export function mapRow(row: RawRow): Record<string, unknown> {
  const mapped: Record<string, unknown> = {};
  for (const column of Object.keys(row)) {
    const { member, convert } = readerOf(column);
    const value = row[column];
    mapped[member] = value === null || value === undefined ? null : convert(value);
  }
  return mapped;
}

interface ColumnReader {
  readonly member: string;
  readonly convert: (value: unknown) => unknown;
}

/** What a column's name says is found out once: statements have few columns, and there are many rows. */
const readers = new Map<string, ColumnReader>();

function readerOf(column: string): ColumnReader {
  let reader = readers.get(column);
  if (reader === undefined) {
    const name = lowerCaseUnlessMixed(column);
    reader = { member: camelCase(name), convert: converterOf(name) };
    readers.set(column, reader);
  }
  return reader;
}

function converterOf(name: string): ColumnReader['convert'] {
  if (name.endsWith('_json')) return (value) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value);
  if (name.startsWith('is_')) return (value) => value === true || value === 1;
  return (value) => value;
}

/** Oracle folds unquoted names to upper case, PostgreSQL to lower case; a name in mixed case was quoted on purpose. */
function lowerCaseUnlessMixed(column: string): string {
  return column === column.toUpperCase() ? column.toLowerCase() : column;
}

/** `lease_until` → `leaseUntil`. */
export function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `leaseUntil`, `LeaseUntil` → `lease_until`; `HTTPStatus` → `http_status`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
