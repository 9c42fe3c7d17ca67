import type { FileSyncFailure } from '@syncline/contract';

/** A code of the wire contract, or something that nobody foresaw: the log has it, and a later try may meet better conditions. */
export type FailureCode = FileSyncFailure | 'INTERNAL_ERROR';

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
