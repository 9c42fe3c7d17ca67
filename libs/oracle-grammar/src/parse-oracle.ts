import { getParserFromInput, PlSqlLexer } from '@griffithswaite/ts-plsql-parser';
import { pitfallsOf } from './pitfalls.ts';

/**
 * What is wrong with a text for Oracle, each as `line:column what`; none is good news, but no proof: see `pitfalls.ts`
 * for what the grammar cannot see, and the README for what has never met a server.
 *
 * The parser learns as it goes: the first use of a construct may take seconds, the next one milliseconds. What it has
 * learnt stays in the process, so check all texts of an app in one test file.
 */
export function parseOracle(sql: string): string[] {
  return [...syntaxErrors(sql), ...pitfallsOf(sql)];
}

function syntaxErrors(sql: string): string[] {
  const errors: string[] = [];
  const listener = {
    syntaxError: (_recognizer: unknown, _token: unknown, line: number, column: number, message: string): void => {
      errors.push(`${line}:${column + 1} ${message.slice(0, 200)}`);
    },
    reportAmbiguity: () => undefined,
    reportAttemptingFullContext: () => undefined,
    reportContextSensitivity: () => undefined,
  };
  const parser = getParserFromInput(sql) as unknown as GrammarParser;
  const tokens = parser.getTokenStream();
  for (const recognizer of [parser, tokens.tokenSource]) {
    recognizer.removeErrorListeners();
    recognizer.addErrorListener(listener);
  }
  tokens.fill();
  for (const token of tokens.tokens) {
    if (NAMES_THAT_THE_GRAMMAR_RESERVES.has(token.text?.toLowerCase() ?? '')) token.type = PlSqlLexer.REGULAR_ID;
  }
  parser.sql_script();
  return errors;
}

/** Keywords to the grammar, but free to be names in Oracle (`V$RESERVED_WORDS.RESERVED = 'N'`). */
const NAMES_THAT_THE_GRAMMAR_RESERVES = new Set(['compression']);

/** The little of the generated parser that is used here; its own types leave the base classes out. */
interface GrammarParser extends Recognizer {
  getTokenStream(): { tokenSource: Recognizer; tokens: Array<{ text: string | null; type: number }>; fill(): void };
  sql_script(): unknown;
}

interface Recognizer {
  removeErrorListeners(): void;
  addErrorListener(listener: object): void;
}
