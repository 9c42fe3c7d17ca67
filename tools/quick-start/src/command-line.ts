/** What the command line asks for. */
export interface Wishes {
  /** Stop everything after the sync, and say by the exit code whether everything is proven. */
  readonly once: boolean;
  /** Remove all data and begin anew. */
  readonly reset: boolean;
  readonly help: boolean;
}

export type CommandLine = { readonly wishes: Wishes } | { readonly problem: string };

export const HELP = `npm start                 start the database, the services and both providers, sync both golden sources, prove it, stay up
npm start -- --once       the same, then stop everything; exit 0 only if every file of both dates is proven, else 1
npm start -- --reset      remove all data first, then start afresh (may be combined with --once)
npm start -- --help       this text

Environment: SCHEDULING_PLATFORM_PORT (4100), DATA_PROVIDER_PORT (4200), DATA_PROVIDER_2_PORT (4201),
DATA_CONSUMER_PORT (4300), POSTGRES_PORT (4400), SYNCLINE_HOME (.syncline). Everything else in the environment is passed on to the services.
Exit codes: 0 done, 1 a step failed or something is not proven, 2 wrong usage, 130 stopped by Ctrl-C before the end.`;

const FLAGS = ['--once', '--reset', '--help'] as const;

/** Reads the flags; one that is not known is a problem, never ignored. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const unknown = args.filter((arg) => !FLAGS.some((flag) => flag === arg) && arg !== '-h');
  if (unknown.length > 0) return { problem: `Unknown: ${unknown.join(' ')}. Known are ${FLAGS.join(', ')}.` };
  return {
    wishes: { once: args.includes('--once'), reset: args.includes('--reset'), help: args.includes('--help') || args.includes('-h') },
  };
}
