/** A piece of SQL: text as it stands, or the name of a bind. */
export type SqlPiece = { readonly text: string } | { readonly bind: string };

/**
 * Everything that may hold a colon without being a bind, and the bind itself, in the order in which they must be tried.
 * Both dialects share one list: what one of them lacks (dollar quotes, `q'[…]'`) does not occur in its texts.
 */
const TOKEN = new RegExp(
  [
    String.raw`--[^\n]*`, // line comment
    String.raw`/\*[\s\S]*?\*/`, // block comment
    String.raw`\b[qQ]'(?:\[[\s\S]*?\]|\{[\s\S]*?\}|\([\s\S]*?\)|<[\s\S]*?>|([^\s[{(<])[\s\S]*?\1)'`, // Oracle q'[…]'
    String.raw`\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'`, // PostgreSQL E'…\'…'
    String.raw`'(?:[^']|'')*'`, // text
    String.raw`"(?:[^"]|"")*"`, // quoted name
    String.raw`\$([A-Za-z_]\w*)?\$[\s\S]*?\$\2\$`, // PostgreSQL $tag$…$tag$
    String.raw`::`, // cast
    String.raw`:=`, // assignment, named argument
    String.raw`:([A-Za-z_]\w*)`, // the bind
  ].join('|'),
  'g',
);

/** Cuts SQL into text and binds. Pure; never throws. */
export function splitBinds(sql: string): SqlPiece[] {
  const pieces: SqlPiece[] = [];
  let from = 0;
  for (const match of sql.matchAll(TOKEN)) {
    const bind = match[3];
    if (bind === undefined) continue;
    if (match.index > from) pieces.push({ text: sql.slice(from, match.index) });
    pieces.push({ bind });
    from = match.index + match[0].length;
  }
  if (from < sql.length) pieces.push({ text: sql.slice(from) });
  return pieces;
}

/** The names of the binds of some SQL, each once. */
export const bindNames = (sql: string): string[] => [
  ...new Set(splitBinds(sql).flatMap((piece) => ('bind' in piece ? [piece.bind] : []))),
];
