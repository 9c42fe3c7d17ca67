/** A row as a driver hands it over: names as the engine spells them. */
export type RawRow = Readonly<Record<string, unknown>>;

/**
 * Gives a row the same shape on both engines (see `Statement`): camelCase names, `*_json` parsed, `is_*` boolean.
 * What depends on the type of a column (64-bit integers, dates) is decided in the driver's own type handlers.
 */
export function mapRow(row: RawRow): Record<string, unknown> {
  const mapped: Record<string, unknown> = {};
  for (const column in row) {
    const { name, member } = columnOf(column);
    mapped[member] = convert(name, row[column]);
  }
  return mapped;
}

interface Column {
  /** As it is written in SQL. */
  readonly name: string;
  /** As the row calls it. */
  readonly member: string;
}

const known = new Map<string, Column>();

/** Remembered: there are few columns and very many rows. */
function columnOf(column: string): Column {
  let found = known.get(column);
  if (found === undefined) {
    const name = lowerCaseUnlessMixed(column);
    known.set(column, (found = { name, member: camelCase(name) }));
  }
  return found;
}

function convert(name: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (name.endsWith('_json') && typeof value === 'string') return JSON.parse(value) as unknown;
  if (name.startsWith('is_')) return value === true || value === 1;
  return value;
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
