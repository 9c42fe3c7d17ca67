/** A row as a driver hands it over: names as the engine spells them. */
export type RawRow = Readonly<Record<string, unknown>>;

/**
 * Gives a row the same shape on both engines (see `Statement`): camelCase names, `*_json` parsed, `is_*` boolean.
 * What depends on the type of a column (64-bit integers, dates) is decided in the driver's own type handlers.
 */
export function mapRow(row: RawRow): Record<string, unknown> {
  const mapped: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    const name = lowerCaseUnlessMixed(column);
    mapped[camelCase(name)] = convert(name, value);
  }
  return mapped;
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
