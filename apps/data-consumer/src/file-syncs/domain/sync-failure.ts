import { FILE_SYNC_FAILURES, type FileSyncFailure } from '@syncline/contract';

/** A code of the wire contract, or something that nobody foresaw: the log has it, and a later try may meet better conditions. */
export type FailureCode = FileSyncFailure | 'INTERNAL_ERROR';

export const isFailureCode = (code: string): code is FailureCode => code === 'INTERNAL_ERROR' || Object.hasOwn(FILE_SYNC_FAILURES, code);

/** Whether trying again may help. */
export const isRetryable = (code: FailureCode): boolean => code === 'INTERNAL_ERROR' || FILE_SYNC_FAILURES[code].retryable;

/** Ends a file sync. `detail` is one sentence for a person. */
export class SyncFailure extends Error {
  override readonly name = 'SyncFailure';
  readonly code: FailureCode;
  readonly detail: string;

  constructor(code: FailureCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}
