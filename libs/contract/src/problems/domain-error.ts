import type { FieldError } from './problem.ts';
import type { ProblemCode } from './problem-catalogue.ts';

export interface DomainErrorOptions {
  /** Which parts of the request are meant, as JSON pointers. */
  readonly errors?: readonly FieldError[];
  /** Seconds after which asking again makes sense; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** Something a caller must be told, in the words of the business; only the problem filter knows HTTP. */
export class DomainError extends Error {
  readonly code: ProblemCode;
  /** One sentence for a person: what is wrong and what to change. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, options: DomainErrorOptions = {}) {
    super(`${code}: ${detail}`, { cause: options.cause });
    this.name = 'DomainError';
    this.code = code;
    this.detail = detail;
    if (options.errors !== undefined) this.errors = options.errors;
    this.headers = options.retryAfterSeconds === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(options.retryAfterSeconds))) };
  }
}
