/** What the exit code of `syncline` says, so that a script can tell "try later" from "wrong". */
export const EXIT = {
  ok: 0,
  /** The service refused, or what was asked for is not there. */
  refused: 1,
  /** The command line is wrong. */
  usage: 2,
  /** There is no operator key in `SYNCLINE_HOME`: `npm start` makes it. */
  noKey: 3,
  /** The service does not answer: is it running? */
  unreachable: 4,
} as const;

export const EXIT_CODES_HELP = `
Exit codes: 0 done, 1 refused or not found, 2 wrong usage, 3 no operator key in SYNCLINE_HOME, 4 the service does not answer.
Environment: SYNCLINE_HOME, SCHEDULING_PLATFORM_PORT, DATA_PROVIDER_PORT, DATA_CONSUMER_PORT, as for npm start.`;
