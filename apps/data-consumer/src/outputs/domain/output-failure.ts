import type { OutputFailure } from '@syncline/contract';
import type { Check } from '../../proving/domain/check.ts';

/** A code of the wire contract, or something that nobody foresaw. */
export type OutputFailureCode = OutputFailure | 'INTERNAL_ERROR';

/** Ends the run of an output. `detail` is one sentence for a person. */
export class OutputFailed extends Error {
  override readonly name = 'OutputFailed';
  readonly code: OutputFailureCode;
  readonly detail: string;
  /** Where a proof was tried and failed: what it compared. */
  readonly checks: readonly Check[] | null;

  constructor(code: OutputFailureCode, detail: string, { checks = null, ...options }: ErrorOptions & { checks?: readonly Check[] | null } = {}) {
    super(`${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
    this.checks = checks;
  }
}
