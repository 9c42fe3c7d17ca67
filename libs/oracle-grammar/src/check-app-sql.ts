import { bindNames } from '@syncline/database';
import type { SqlText, Statement } from '@syncline/database';
import type { AcceptedTexts } from './accepted-texts.ts';
import { readAppSql } from './oracle-texts.ts';

export interface CheckedSql {
  readonly statements: number;
  readonly migrations: number;
}

/**
 * Checks what an app would say to Oracle: every text of every statement and migration below the folder (an app's `src`)
 * parses and falls into no known pitfall, every statement names the same binds on both engines, and every migration has
 * something to do on both. Throws one error that names all that is wrong; and when it finds no statement at all, because
 * then it looked in the wrong place.
 *
 * @param accepted the texts that need no parsing again
 */
export async function expectStatementsParse(folder: string, accepted: AcceptedTexts): Promise<CheckedSql> {
  const { statements, migrations } = await readAppSql(folder);
  if (statements.length === 0) throw new Error(`There is no statement in any *.sql.ts below ${folder}`);
  const problems = [
    ...statements.flatMap((statement) => [...textProblems(statement.name, statement.oracle, accepted), ...bindProblems(statement)]),
    ...migrations.flatMap(({ name, postgres, oracle }) => [
      ...textProblems(name, oracle, accepted),
      ...((postgres.length === 0) === (oracle.length === 0) ? [] : [`${name} does nothing on one engine`]),
    ]),
  ];
  if (problems.length > 0) throw new Error(`Oracle would not take this:\n${problems.join('\n')}`);
  return { statements: statements.length, migrations: migrations.length };
}

function textProblems(name: string, texts: SqlText, accepted: AcceptedTexts): string[] {
  const list = [texts].flat();
  return list.flatMap((text, index) =>
    accepted.problemsOf(text).map((problem) => `${name}${list.length > 1 ? ` (text ${index + 1})` : ''} ${problem}`),
  );
}

/** A misspelt bind would show only on a live Oracle. */
function bindProblems({ name, postgres, oracle }: Statement): string[] {
  const [one, other] = [bindsOf(postgres), bindsOf(oracle)];
  return [
    ...one.filter((bind) => !other.includes(bind)).map((bind) => `${name} names :${bind} on PostgreSQL only`),
    ...other.filter((bind) => !one.includes(bind)).map((bind) => `${name} names :${bind} on Oracle only`),
  ];
}

const bindsOf = (texts: SqlText): string[] => [texts].flat().flatMap((text) => bindNames(text));
