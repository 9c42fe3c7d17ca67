/**
 * Rows that travel to a statement as one JSON list, the same on both engines. A table of kinds says what the members of
 * a row are; from it come the text that reads the list (`jsonb_to_recordset`, `JSON_TABLE`) and inserts from it.
 *
 * Names are camelCase here and in the entities, snake_case in JSON and SQL. A member that ends in `Json` travels as the
 * text of its JSON, which is how its column keeps it.
 */
export type Kind = 'uuid' | 'word' | 'text' | 'json' | 'number' | 'boolean' | 'instant';

/** What the members of a row are. */
export type Members = Readonly<Record<string, Kind>>;

const POSTGRES: Record<Kind, string> = { uuid: 'uuid', word: 'text', text: 'text', json: 'text', number: 'bigint', boolean: 'boolean', instant: 'timestamptz' };
const ORACLE: Record<Kind, string> = {
  uuid: 'VARCHAR2(36)', word: 'VARCHAR2(100 CHAR)', text: 'VARCHAR2(4000)', json: 'CLOB', number: 'NUMBER', boolean: 'VARCHAR2(5)', instant: 'VARCHAR2(30)',
};

interface Texts {
  readonly postgres: string;
  readonly oracle: string;
}

/** The list bound as `:bind`, to stand in a FROM under the name `alias`. */
export function rowsOf(bind: string, alias: string, members: Members): Texts {
  const columns = columnsOf(members);
  const read = columns.map(([name, kind]) => `${name} ${ORACLE[kind]} PATH '$.${name}'`).join(', ');
  return {
    postgres: `jsonb_to_recordset(CAST(:${bind} AS jsonb)) AS ${alias} (${columns.map(([name, kind]) => `${name} ${POSTGRES[kind]}`).join(', ')})`,
    oracle: `(SELECT ${columns.map(oracleValue).join(', ')} FROM JSON_TABLE(:${bind}, '$[*]' COLUMNS (${read})) j) ${alias}`,
  };
}

/** Inserts the list bound as `:bind` into a table whose columns have the names of the members. */
export function insertOf(table: string, bind: string, members: Members): Texts {
  const names = columnsOf(members).map(([name]) => name);
  const rows = rowsOf(bind, 'n', members);
  const insert = (from: string): string => `INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.map((name) => `n.${name}`).join(', ')} FROM ${from}`;
  return { postgres: insert(rows.postgres), oracle: insert(rows.oracle) };
}

/**
 * The JSON text of rows. Members that are undefined are null. Written out by hand: all that the platform writes goes
 * through here, and renaming the members of every row first took more than twice as long.
 */
export const jsonRows = (rows: readonly object[]): string => `[${rows.map(jsonRow).join(',')}]`;

function jsonRow(row: object): string {
  let text = '';
  for (const [member, value] of Object.entries(row)) text += `${text === '' ? '' : ','}${nameOf(member)}${jsonValue(member, value)}`;
  return `{${text}}`;
}

function jsonValue(member: string, value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (member.endsWith('Json')) return JSON.stringify(JSON.stringify(value));
  return value instanceof Date ? `"${value.toISOString()}"` : JSON.stringify(value);
}

const columnsOf = (members: Members): [string, Kind][] => Object.entries(members).map(([member, kind]) => [columnOf(member), kind]);

/** `dueAt` → `due_at` */
const columnOf = (member: string): string => member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const names = new Map<string, string>();

/** `dueAt` → `"due_at":`, remembered: rows have few names and there are many rows. */
function nameOf(member: string): string {
  let name = names.get(member);
  if (name === undefined) names.set(member, (name = `"${columnOf(member)}":`));
  return name;
}

function oracleValue([name, kind]: [string, Kind]): string {
  if (kind === 'boolean') return `CASE j.${name} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END AS ${name}`;
  if (kind === 'instant') return `FROM_TZ(TO_TIMESTAMP(j.${name}, 'YYYY-MM-DD"T"HH24:MI:SS.FF3"Z"'), 'UTC') AS ${name}`;
  return `j.${name}`;
}
