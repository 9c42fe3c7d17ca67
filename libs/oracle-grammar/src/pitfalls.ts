/**
 * What Oracle refuses, or understands otherwise, although the grammar accepts it. The grammar reads a language, not a
 * server: an unknown type is to it a type of the user's, an unknown function a function of the user's.
 *
 * Blind spots that remain: names of tables, columns and functions, types of expressions, the number of values, privileges,
 * plans; identifiers longer than 128 bytes; reserved words as names in a query (as names of columns in DDL they are seen).
 */

interface Pitfall {
  /** Sought in the text without comments, and without what stands between quotes unless `inQuotes`. */
  readonly pattern: RegExp;
  readonly says: string;
  readonly inQuotes?: true;
  /** PL/SQL knows it; SQL does not. */
  readonly onlyInSql?: true;
}

const FOREIGN_TYPES = 'text|timestamptz|jsonb|json|bigint|bytea|uuid|boolean|bool|serial|int8|int4';
const RESERVED = 'access|add|all|audit|by|check|cluster|column|comment|compress|connect|current|date|decimal|default|desc|exclusive|file|float|for|from|group|identified|immediate|increment|index|initial|integer|level|like|lock|long|maxextents|minus|mode|modify|nocompress|number|of|offline|on|online|option|order|pctfree|prior|public|raw|rename|resource|row|rowid|rownum|rows|select|session|set|share|size|smallint|start|successful|synonym|sysdate|table|then|to|trigger|uid|union|unique|user|validate|values|varchar|view|whenever|where|with';

const PITFALLS: readonly Pitfall[] = [
  { pattern: /;\s*$/, says: 'ends with a semicolon, which the driver does not take (ORA-00933)', onlyInSql: true },
  { pattern: /\bFETCH\s+(?:FIRST|NEXT)\b[^()]*(?:\([^()]*\)[^()]*)*\bFOR\s+UPDATE\b/i, says: 'locks the rows of a limited query (ORA-02014)' },
  { pattern: /\bSELECT\b(?:(?!\bFROM\b)[\s\S])*$/i, says: 'selects from nothing, which needs 23ai', onlyInSql: true },
  { pattern: /\b(?:TRUE|FALSE)\b/i, says: 'has a boolean, which SQL has only from 23ai on', onlyInSql: true },
  { pattern: new RegExp(`\\bAS\\s+(?:${FOREIGN_TYPES})\\s*\\)`, 'i'), says: 'casts to a type that Oracle does not have' },
  { pattern: new RegExp(`(?:\\(|,|\\bADD)\\s*\\w+\\s+(?:${FOREIGN_TYPES})\\b(?!\\s*\\.)`, 'i'), says: 'declares a column of a type that Oracle does not have' },
  { pattern: new RegExp(`^\\s*(?:CREATE|ALTER)\\b[\\s\\S]*(?:\\(|,|\\bADD)\\s*(?:${RESERVED})\\s+(?:VARCHAR2|NUMBER|CLOB|BLOB|TIMESTAMP|DATE|CHAR|RAW)\\b`, 'i'), says: 'names a column by a reserved word (ORA-00904)' },
  { pattern: /\b(?:now|clock_timestamp|gen_random_uuid|string_agg|array_agg|jsonb?_\w*agg|unnest)\s*\(/i, says: 'calls a function of PostgreSQL' },
  { pattern: /\bCOLLATE\s+"C"/i, says: 'names a collation of PostgreSQL', inQuotes: true },
  { pattern: /\bINTERVAL\s+'[^']*[a-z]/i, says: 'has an interval of PostgreSQL', inQuotes: true },
  { pattern: /(?<!NLS_\w*)(?:<>|!=|=)\s*''(?!')/, says: 'compares with the empty text, which is NULL: never true', inQuotes: true },
];

/** One line a pitfall, at its place. */
export function pitfallsOf(sql: string): string[] {
  const withQuotes = blank(sql, COMMENTS);
  const withoutQuotes = blank(sql, COMMENTS_AND_QUOTES);
  const isBlock = /^\s*(?:BEGIN|DECLARE)\b/i.test(withoutQuotes);
  return PITFALLS.filter(({ onlyInSql }) => !(isBlock && onlyInSql)).flatMap(({ pattern, says, inQuotes }) => {
    const match = pattern.exec(inQuotes ? withQuotes : withoutQuotes);
    return match ? [`${place(sql, match.index)} ${says}`] : [];
  });
}

const COMMENTS_AND_QUOTES = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"/g;
const COMMENTS = /('(?:[^']|'')*'|"(?:[^"]|"")*")|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** Spaces in place of what is not to be read, so that places stay what they are. */
const blank = (sql: string, what: RegExp): string =>
  sql.replace(what, (found: string, kept: unknown) => (typeof kept === 'string' ? kept : found.replace(/[^\n]/g, ' ')));

function place(sql: string, index: number): string {
  const before = sql.slice(0, index).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
