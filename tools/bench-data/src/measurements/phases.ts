/**
 * Where the time from the close to SUCCEEDED goes, in seconds; the five add up to it.
 * - `extract`: from the close until the extract is sealed
 * - `transfer`: everything between the phases: announcement, dispatch, manifest, report, and what the load waited for bytes
 * - `load`: rows into staging, less what it waited for bytes
 * - `prove`: the read-back of what is published
 * - `publish`: target made equal to staging, and the commit
 */
export interface PhaseSeconds {
  readonly extract: number;
  readonly transfer: number;
  readonly load: number;
  readonly prove: number;
  readonly publish: number;
}

/** What the consumer tells about a file sync when it is published. Its members are steps; those that it does not know are 0. */
export interface ToldSeconds {
  readonly [step: string]: number;
}

/** @param told by the consumer: `load`, `prove`, and, where it tells it, `waiting` for bytes in the midst of the load; every other step is part of publishing */
export function phasesOf(closeToSucceeded: number, extract: number, told: ToldSeconds): PhaseSeconds {
  const { load = 0, prove = 0, waiting = 0, ...others } = told;
  const publish = Object.values(others).reduce((sum, seconds) => sum + seconds, 0);
  return { extract, transfer: Math.max(0, closeToSucceeded - extract - load - prove - publish) + waiting, load: load - waiting, prove, publish };
}
