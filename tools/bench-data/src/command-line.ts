/** What the command line asks for. */
export interface Wishes {
  /** Of the golden source. */
  readonly rows: number;
  /** How often everything is measured, one after the other; the medians count. */
  readonly rounds: number;
  /** One JSON object as the last line. */
  readonly json: boolean;
  readonly help: boolean;
  /** Only these measurements; all when empty. */
  readonly only: readonly MeasurementName[];
  /** Folder for CPU profiles of the services and their threads; null: none are made (they cost time). */
  readonly profile: string | null;
  /** Shows what the database spent on which statement (costs time, too). */
  readonly statements: boolean;
}

export type CommandLine = { readonly wishes: Wishes } | { readonly problem: string };

export const MEASUREMENTS = ['psql-pipe', 'sync', 'hand-written'] as const;
export type MeasurementName = (typeof MEASUREMENTS)[number];

const FULL = { rows: 1_000_000, rounds: 3 };
const QUICK = { rows: 100_000, rounds: 1 };
/** Of rows: more than ten digits of a key are not made. */
const MOST = { rows: 1_000_000_000, rounds: 100 };

export const HELP = `npm run bench:data                        ${FULL.rows} rows, ${FULL.rounds} rounds: some three minutes
npm run bench:data -- --rows=N            so many rows (also: --rows N)
npm run bench:data -- --rounds=N          so many rounds; the medians count
npm run bench:data -- --quick             ${QUICK.rows} rows, one round, to see whether it works
npm run bench:data -- --json              one JSON object as the last line
npm run bench:data -- --only=sync         ${MEASUREMENTS.join(', ')}; several by commas
npm run bench:data -- --profile=<folder>  CPU profiles of the services and their threads
npm run bench:data -- --statements        what the database spent on which statement
npm run bench:data -- --help              this text

Exit codes: 0 measured, 1 something went wrong (a target that is not equal to its source is such a thing), 2 wrong usage or no psql,
130 stopped by Ctrl-C.`;

/** Reads the flags, values after `=` or as the next word; one that is not known is a problem, never ignored. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const wishes = { json: false, help: false, only: [] as MeasurementName[], profile: null as string | null, statements: false };
  const asked: { rows?: number; rounds?: number } = {};
  let isQuick = false;
  const words = args.flatMap((arg) => (/^--\w+=/.test(arg) ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] : [arg]));
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--quick') isQuick = true;
    else if (word === '--json') wishes.json = true;
    else if (word === '--statements') wishes.statements = true;
    else if (word === '--help' || word === '-h') wishes.help = true;
    else if (word === '--rows' || word === '--rounds') {
      const name = word.slice(2) as keyof typeof asked;
      const value = words.shift() ?? '';
      if (!/^[1-9]\d{0,9}$/.test(value) || Number(value) > MOST[name]) return { problem: `${word} takes a number from 1 to ${MOST[name]}.` };
      asked[name] = Number(value);
    } else if (word === '--profile' && words[0]) wishes.profile = words.shift() ?? null;
    else if (word === '--only' && words[0]) {
      const names = words.shift()?.split(',') ?? [];
      const unknown = names.filter((name) => !isMeasurement(name));
      if (unknown.length > 0) return { problem: `No such measurement: ${unknown.join(', ')}. There are ${MEASUREMENTS.join(', ')}.` };
      wishes.only.push(...names.filter(isMeasurement));
    } else return { problem: `Unknown or without its value: ${word}. See --help.` };
  }
  return { wishes: { ...(isQuick ? QUICK : FULL), ...asked, ...wishes } };
}

const isMeasurement = (name: string): name is MeasurementName => MEASUREMENTS.some((known) => known === name);
