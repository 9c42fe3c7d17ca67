import type { GroupRunState, Run, RunState } from '@syncline/contract';
import type { EitherRun } from '../api/either-run.ts';
import type { Progress } from '../console/progress/progress-view.ts';

/** Where what is followed stands at one look. */
export interface Standing {
  /** The runs or group runs that decide: over when each has ended. */
  readonly followed: readonly EitherRun[];
  readonly progress: readonly Progress[];
}

const ENDS: ReadonlySet<RunState | GroupRunState> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED'] as const);

export const isEnd = (state: RunState | GroupRunState): boolean => ENDS.has(state);
export const isOver = ({ followed }: Standing): boolean => followed.every(({ state }) => isEnd(state));
export const isSuccess = ({ followed }: Standing): boolean => followed.every(({ state }) => state === 'SUCCEEDED');

/** A state in words: `waiting retry`. */
const inWords = (state: string): string => state.toLowerCase().replaceAll('_', ' ');

/** One thing a file, where the run has told of files; else the run itself. */
export function progressOfRun(run: Run): Progress[] {
  if (run.files === null || run.files.length === 0) return [progressOf(run.task, run.state, run)];
  return run.files.map((file) => ({
    label: file.file,
    phase: inWords(file.state),
    isOver: ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(file.state) || isEnd(run.state),
    isGood: file.state === 'SUCCEEDED',
    rowsDone: file.rowsLoaded ?? 0,
    rowsTotal: file.rowsExpected,
  }));
}

/** One thing, as far as its run has told; a member whose run is not known has only its state. */
export const progressOf = (label: string, state: RunState, run: Run | undefined): Progress => ({
  label,
  phase: inWords(state),
  isOver: isEnd(state),
  isGood: state === 'SUCCEEDED',
  rowsDone: run?.progress?.rowsDone ?? 0,
  rowsTotal: run?.progress?.rowsTotal ?? null,
});
