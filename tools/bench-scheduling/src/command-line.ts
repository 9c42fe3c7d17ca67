/** What the command line asks for. */
export interface Wishes {
  /** Short: to see whether it works. Its numbers say little. */
  readonly quick: boolean;
  /** One JSON object as the last line. */
  readonly json: boolean;
  readonly help: boolean;
  /** Only these measurements; all when empty. */
  readonly only: readonly MeasurementName[];
  /** Folder for a CPU profile of each platform node; null: none are made (they cost time). */
  readonly profile: string | null;
  /** Shows what the database spent on which statement (costs time, too). */
  readonly statements: boolean;
}

export type CommandLine = { readonly wishes: Wishes } | { readonly problem: string };

export const MEASUREMENTS = ['one-node', 'two-nodes', 'latency', 'burst', 'peer'] as const;
export type MeasurementName = (typeof MEASUREMENTS)[number];

export const HELP = `npm run bench:scheduling                       everything, about five minutes
npm run bench:scheduling -- --quick            the same in one to two minutes, to see whether it works
npm run bench:scheduling -- --json             one JSON object as the last line
npm run bench:scheduling -- --only=one-node    ${MEASUREMENTS.join(', ')}; several by commas
npm run bench:scheduling -- --profile=<folder> a CPU profile of each platform node
npm run bench:scheduling -- --statements       what the database spent on which statement
npm run bench:scheduling -- --help             this text

Exit codes: 0 measured, 1 something went wrong (a run that did not succeed is such a thing), 2 wrong usage, 130 stopped by Ctrl-C.`;

/** Reads the flags; one that is not known is a problem, never ignored. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const wishes = { quick: false, json: false, help: false, only: [] as MeasurementName[], profile: null as string | null, statements: false };
  for (const arg of args) {
    const [flag = '', value] = arg.split(/=(.*)/s);
    if (arg === '--quick') wishes.quick = true;
    else if (arg === '--json') wishes.json = true;
    else if (arg === '--statements') wishes.statements = true;
    else if (arg === '--help' || arg === '-h') wishes.help = true;
    else if (flag === '--profile' && value) wishes.profile = value;
    else if (flag === '--only' && value) {
      const unknown = value.split(',').filter((name) => !isMeasurement(name));
      if (unknown.length > 0) return { problem: `No such measurement: ${unknown.join(', ')}. There are ${MEASUREMENTS.join(', ')}.` };
      wishes.only.push(...value.split(',').filter(isMeasurement));
    } else return { problem: `Unknown: ${arg}. See --help.` };
  }
  return { wishes };
}

const isMeasurement = (name: string): name is MeasurementName => MEASUREMENTS.some((known) => known === name);
