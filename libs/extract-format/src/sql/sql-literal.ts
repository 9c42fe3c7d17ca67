/**
 * A text as an SQL literal. `COPY (SELECT …) TO STDOUT` takes no binds, so that keys must stand in the statement itself;
 * everywhere else binds are the rule. Right on both engines: Oracle always, PostgreSQL with `standard_conforming_strings`
 * on, which every session of ours sets.
 * @throws RangeError on U+0000, which no canonical text has
 */
export function textLiteral(text: string): string {
  if (text.includes('\u0000')) throw new RangeError('U+0000 cannot stand in a literal');
  return `'${text.replaceAll("'", "''")}'`;
}
