import { problemCatalogue } from '@syncline/contract';
import type { DomainError, Problem } from '@syncline/contract';

/** The RFC 9457 form of a refusal. */
export function problemOf(error: DomainError, instance: string): Problem {
  const { status, title, slug } = problemCatalogue[error.code];
  const problem = { type: `/problems/${slug}`, title, status, detail: error.detail, instance, code: error.code, traceId: null };
  return error.errors === undefined ? problem : { ...problem, errors: [...error.errors] };
}
