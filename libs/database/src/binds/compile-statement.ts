import type { Dialect, Statement, SqlValue } from '../statement.ts';
import { splitBinds } from './split-binds.ts';

/** One text of a statement, ready for its driver, and the binds it names, each once, in the order of first use. */
export interface CompiledText {
  /** PostgreSQL: `$1 … $n`, one number a name however often it is used. Oracle: `:b_name`. */
  readonly sql: string;
  readonly binds: readonly string[];
}

/** Oracle refuses binds named like its reserved words (`:file`, `:mode`, `:date`: ORA-01745), so each gets a prefix. */
export const ORACLE_BIND_PREFIX = 'b_';

const compiled: Record<Dialect, WeakMap<Statement, readonly CompiledText[]>> = {
  postgres: new WeakMap(),
  oracle: new WeakMap(),
};

/** The texts of a statement for one engine. Statements are constants, so each is compiled once a process. */
export function compileStatement(dialect: Dialect, statement: Statement): readonly CompiledText[] {
  let texts = compiled[dialect].get(statement);
  if (!texts) {
    const sql = statement[dialect];
    texts = (typeof sql === 'string' ? [sql] : sql).map((text) => compileText(dialect, text));
    compiled[dialect].set(statement, texts);
  }
  return texts;
}

function compileText(dialect: Dialect, text: string): CompiledText {
  const binds: string[] = [];
  let sql = '';
  for (const piece of splitBinds(text)) {
    if ('text' in piece) {
      sql += piece.text;
      continue;
    }
    if (!binds.includes(piece.bind)) binds.push(piece.bind);
    sql += dialect === 'postgres' ? `$${binds.indexOf(piece.bind) + 1}` : `:${ORACLE_BIND_PREFIX}${piece.bind}`;
  }
  return { sql, binds };
}

/**
 * The values of each text's binds. A statement is all or nothing: a bind that is missing or `undefined`, and one that
 * no text names, on either engine, are mistakes of the caller and thrown with both names, before anything reaches the
 * database.
 */
export function resolveBinds(
  statement: Statement,
  texts: readonly CompiledText[],
  binds: object,
  supplied: Readonly<Record<string, SqlValue>>,
): Array<Record<string, SqlValue>> {
  const given = binds as Readonly<Record<string, SqlValue | undefined>>;
  const named = bindsOfStatement(statement);
  for (const name of Object.keys(given)) {
    if (!named.has(name)) throw new Error(`Statement ${statement.name} has no bind :${name}`);
  }
  return texts.map((text) =>
    Object.fromEntries(
      text.binds.map((name) => {
        const value = given[name] === undefined ? supplied[name] : given[name];
        if (value === undefined) throw new Error(`Statement ${statement.name} was not given its bind :${name}`);
        return [name, value];
      }),
    ),
  );
}

const bindsOfBoth = new WeakMap<Statement, ReadonlySet<string>>();

function bindsOfStatement(statement: Statement): ReadonlySet<string> {
  let names = bindsOfBoth.get(statement);
  if (!names) {
    const texts = [...compileStatement('postgres', statement), ...compileStatement('oracle', statement)];
    names = new Set(texts.flatMap((text) => text.binds));
    bindsOfBoth.set(statement, names);
  }
  return names;
}
