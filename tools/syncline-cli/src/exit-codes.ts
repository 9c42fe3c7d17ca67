/** What the exit code of `syncline` says, so that a script can tell "try later" from "wrong". */
export const EXIT = {
  ok: 0,
  /** The service refused, or what was asked for is not there. */
  refused: 1,
  /** The command line, or a file named on it, is wrong. */
  usage: 2,
  /** There is no operator key in `SYNCLINE_HOME`: `npm start` makes it. */
  noKey: 3,
  /** The service does not answer: is it running? */
  unreachable: 4,
  /** What was started or followed did not succeed: a run that failed or was cancelled, a firing that led to no run. */
  unsuccessful: 5,
  /** `apply --dry-run`: there is something to apply. */
  differences: 6,
  /** `apply`: somebody else changed the definition since the diff was made. */
  conflict: 7,
  /** `apply`: some definitions were applied and others were not. */
  partial: 8,
  /** `verify`: something is not as it was sealed, or it cannot be proven. `download`: what came is not what was sealed. */
  notAsSealed: 9,
  /** Ctrl-C. What was followed goes on. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_HELP = `
Exit codes: 0 done, 1 refused or not found, 2 wrong usage or wrong files, 3 no operator key in SYNCLINE_HOME,
4 the service does not answer, 5 the run did not succeed or none was started, 6 dry run: there is something to apply,
7 changed by somebody else since the diff, 8 only partly applied, 9 not as it was sealed,
130 stopped by Ctrl-C.
Environment: SYNCLINE_HOME, SCHEDULING_PLATFORM_PORT, DATA_PROVIDER_PORT, DATA_PROVIDER_2_PORT, DATA_CONSUMER_PORT, as for npm start.`;
