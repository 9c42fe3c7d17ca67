import type { FileSync, GroupRun, RunState } from '@syncline/contract';
import { type EitherRun, isGroupRun, type Progress } from '@syncline/syncline-cli';
import { isOver } from './work.ts';

const PHASES: Readonly<Record<FileSync['state'], string>> = {
  PENDING: 'waiting',
  EXTRACTING: 'extracting',
  LOADING: 'loading',
  PROVING: 'proving',
  PUBLISHING: 'publishing',
  SUCCEEDED: 'proven',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

const MEMBER_PHASES: Readonly<Record<RunState, string>> = {
  QUEUED: 'waiting',
  RUNNING: 'at work',
  WAITING_RETRY: 'waiting for its next attempt',
  SUCCEEDED: 'proven',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  SKIPPED: 'skipped',
};

/** One entry a file of a run, one entry a member of a group run. */
export const progressOf = (either: EitherRun, files: readonly string[], syncs: readonly FileSync[]): Progress[] =>
  isGroupRun(either) ? either.members.map((member) => memberProgress(member, newest(syncs.filter((sync) => sync.runId === member.runId)))) : fileProgress(files, syncs);

/** A member that syncs a file stands where that stands; of another, such as one that computes an output, its run tells. */
function memberProgress({ task, state }: GroupRun['members'][number], sync: FileSync | undefined): Progress {
  if (sync !== undefined) return progress(task, sync);
  return { label: task, phase: MEMBER_PHASES[state], isOver: isOver({ state }), isGood: state === 'SUCCEEDED', rowsDone: 0, rowsTotal: null };
}

/** One entry a file, in the order of the definitions; a file that the consumer does not know of yet is waiting. */
export const fileProgress = (files: readonly string[], syncs: readonly FileSync[]): Progress[] => files.map((file) => progress(file, currentSync(syncs, file)));

function progress(label: string, sync: FileSync | undefined): Progress {
  const isProven = sync?.state === 'SUCCEEDED' && sync.result === 'MATCHED';
  return {
    label,
    phase: phaseOf(sync, isProven),
    isOver: sync?.endedAt != null,
    isGood: isProven,
    rowsDone: sync?.rowsLoaded ?? 0,
    rowsTotal: sync?.rowsExpected ?? null,
  };
}

function phaseOf(sync: FileSync | undefined, isProven: boolean): string {
  if (sync === undefined) return 'waiting';
  if (sync.state === 'SUCCEEDED' && !isProven) return 'not proven';
  if (sync.state === 'FAILED' && sync.reason !== null) return `failed: ${sync.reason}`;
  // Only a source that was asked and has nothing to give yet leaves a sentence on a file that waits.
  return sync.state === 'PENDING' && sync.detail !== null ? 'waiting: business date open' : PHASES[sync.state];
}

/** Of a file's syncs in one run (newest first) the one that counts: the one that succeeded, else that of the newest attempt. */
export const currentSync = (syncs: readonly FileSync[], file: string): FileSync | undefined => newest(syncs.filter((sync) => sync.file === file));

const newest = (syncs: readonly FileSync[]): FileSync | undefined =>
  syncs.find((sync) => sync.state === 'SUCCEEDED') ?? syncs.toSorted((a, b) => b.attempt - a.attempt)[0];
