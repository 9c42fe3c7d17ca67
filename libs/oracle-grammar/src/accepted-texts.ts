import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseOracle } from './parse-oracle.ts';

/**
 * The texts of one app that the grammar has accepted, by digest, in a file beside the app's tests.
 *
 * Parsing all of an app takes minutes of a processor, and hardly a text ever changes. So a text whose digest stands in
 * the file is not parsed again; any other is, there and then. The digest covers the versions of grammar and parser and
 * our own list of pitfalls, so a change of those begins anew. With `ORACLE_GRAMMAR=all` the file is not believed:
 * everything is parsed and the file written afresh (`npm run test:oracle-grammar`; CI does that and refuses a file that
 * was not up to date).
 */
export class AcceptedTexts {
  readonly #file: URL;
  readonly #known: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  readonly #isFull = process.env.ORACLE_GRAMMAR === 'all';

  constructor(file: URL) {
    this.#file = file;
    this.#known = new Set(!this.#isFull && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []);
  }

  /** What is wrong with the text, as `parseOracle` says it. */
  problemsOf(text: string): string[] {
    const digest = createHash('sha256').update(`${CHECKER}\0${text}`).digest('hex').slice(0, 32);
    if (this.#known.has(digest)) return [];
    const problems = parseOracle(text);
    if (problems.length === 0) this.#seen.add(digest);
    return problems;
  }

  /** Writes the file afresh where everything was parsed; call it once, after the last text. */
  save(): void {
    if (this.#isFull) writeFileSync(this.#file, `${JSON.stringify([...this.#seen].sort(), null, 1)}\n`);
  }
}

const require = createRequire(import.meta.url);
const versionOf = (name: string): string => (JSON.parse(readFileSync(require.resolve(name).replace(/(node_modules\/(?:@[^/]+\/)?[^/]+)\/.*$/, '$1/package.json'), 'utf8')) as { version: string }).version;
const ownSource = (name: string): string => readFileSync(new URL(`./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url), 'utf8');

/** Whatever decides on a text: if one of these changes, nothing is known any more. */
const CHECKER = createHash('sha256')
  .update([versionOf('@griffithswaite/ts-plsql-parser'), versionOf('antlr4'), ownSource('parse-oracle'), ownSource('pitfalls')].join('\0'))
  .digest('hex');
