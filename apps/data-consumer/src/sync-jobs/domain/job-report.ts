import { jsonDigest, type Report, type ReportError, type ReportedFile, type SyncJobState } from '@syncline/contract';
import { isEnd, type FileSyncState } from '../../file-syncs/domain/file-sync.state-machine.ts';
import type { Check } from '../../proving/domain/check.ts';
import { isRetryable } from './is-retryable.ts';

/** What the aggregation needs to know of a file sync. */
export interface JobFile {
  readonly fileName: string;
  readonly state: FileSyncState;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly extractId: string | null;
  readonly revision: number | null;
  readonly manifestDigest: string | null;
  readonly rowsExpected: number | null;
  readonly rowsLoaded: number;
  readonly rowsRejected: number;
  readonly rowsSeen: number;
  readonly bytesSeen: number;
  readonly inserted: number | null;
  readonly updated: number | null;
  readonly deleted: number | null;
  readonly unchanged: number | null;
  readonly result: 'MATCHED' | 'MISMATCHED' | null;
  readonly checksJson: readonly Check[] | null;
}

/** A report but for its place in the order of reports. */
export type News = Omit<Report, 'attempt' | 'sequence'>;

const MOST_DETAIL = 4000;

/** The one word on all files of a job: running while any file is, failed if any failed, else succeeded and proven. */
export function jobNews(files: readonly JobFile[]): News {
  const state = stateOf(files);
  return {
    state,
    detail: detailOf(files).slice(0, MOST_DETAIL),
    progress: {
      filesTotal: files.length,
      filesDone: files.filter((file) => isEnd(file.state)).length,
      rowsTotal: files.every(({ rowsExpected }) => rowsExpected !== null) ? sum(files, ({ rowsExpected }) => rowsExpected ?? 0) : null,
      rowsDone: sum(files, ({ rowsSeen, rowsExpected }) => Math.min(rowsSeen, rowsExpected ?? 0)),
      bytesDone: sum(files, ({ bytesSeen }) => bytesSeen),
    },
    files: files.map(reportedFile),
    reconciliation: state === 'RUNNING' ? null : reconciliationOf(files),
    error: state === 'FAILED' ? errorOf(files) : null,
  };
}

/** What became of the job itself, of which the report knows only three. */
export function jobState(files: readonly JobFile[]): SyncJobState {
  const state = stateOf(files);
  return state === 'FAILED' && files.some((file) => file.state === 'CANCELLED') ? 'CANCELLED' : state;
}

const HEARTBEAT = / \(at work for \d+ s\)$/;

/** The same news, told again after some silence, so that nobody takes long work for a dead worker. */
export const heartbeat = (news: News, seconds: number): News => ({ ...news, detail: `${news.detail ?? ''} (at work for ${seconds} s)` });

/** Whether a report says what was said before; a heartbeat says nothing new. */
export function isSameNews(news: News, last: Report): boolean {
  const { attempt: _attempt, sequence: _sequence, ...said } = last;
  return jsonDigest({ ...said, detail: said.detail?.replace(HEARTBEAT, '') ?? null }) === jsonDigest({ ...news, detail: news.detail?.replace(HEARTBEAT, '') ?? null });
}

function stateOf(files: readonly JobFile[]): Report['state'] {
  if (files.some(({ state }) => !isEnd(state))) return 'RUNNING';
  return files.every(({ state }) => state === 'SUCCEEDED') ? 'SUCCEEDED' : 'FAILED';
}

function detailOf(files: readonly JobFile[]): string {
  const done = files.filter(({ state }) => isEnd(state)).length;
  const notes = files.flatMap(({ fileName, state, reason, detail }) => (detail === null ? [] : [`${fileName} ${reason ?? state}: ${detail}`]));
  return [`${done} of ${files.length} files are done.`, ...notes].join(' ');
}

const reportedFile = (file: JobFile): ReportedFile => ({
  file: file.fileName,
  state: file.state,
  rowsExpected: file.rowsExpected,
  rowsLoaded: file.rowsLoaded,
  rowsRejected: file.rowsRejected,
  inserted: file.inserted,
  updated: file.updated,
  deleted: file.deleted,
  unchanged: file.unchanged,
  extractId: file.extractId,
  revision: file.revision,
  manifestDigest: file.manifestDigest,
});

/** MATCHED only if every file is; MISMATCHED if one is. A file that failed before its proof proves nothing either way. */
function reconciliationOf(files: readonly JobFile[]): News['reconciliation'] {
  const isMismatched = files.some(({ result }) => result === 'MISMATCHED');
  const isMatched = files.length > 0 && files.every(({ result }) => result === 'MATCHED');
  if (!isMismatched && !isMatched) return null;
  return {
    result: isMismatched ? 'MISMATCHED' : 'MATCHED',
    checks: files.flatMap(({ fileName, checksJson }) => (checksJson ?? []).map((check) => ({ file: fileName, ...check }))),
  };
}

/** Of the first failure that trying again cannot cure, else of the first; retryable if each is. */
function errorOf(files: readonly JobFile[]): ReportError {
  const failed = files.filter(({ state }) => state !== 'SUCCEEDED');
  const isCurable = ({ state, reason }: JobFile): boolean => state === 'FAILED' && isRetryable(reason);
  const worst = failed.find((file) => !isCurable(file)) ?? failed[0];
  return {
    code: worst?.reason ?? 'INTERNAL_ERROR',
    message: failed.map(({ fileName, reason, detail }) => `${fileName} ${reason ?? ''}: ${detail ?? ''}`).join(' ').slice(0, MOST_DETAIL),
    retryable: failed.every(isCurable),
  };
}

const sum = (files: readonly JobFile[], of: (file: JobFile) => number): number => files.reduce((total, file) => total + of(file), 0);
