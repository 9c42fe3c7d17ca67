import type { FieldError } from '@syncline/contract';

/** What a refusal says, as far as it could be read. */
export interface RefusedProblem {
  /** The `code` of the problem document, or null where the answer was none. */
  readonly code: string | null;
  readonly title: string | null;
  readonly detail: string | null;
  readonly errors: readonly FieldError[];
}

/** Reads a problem document member by member: one that is half right still says something, and any other body is shown as it came. */
export function readProblem(body: unknown, text: string): RefusedProblem {
  if (!isRecord(body)) return { code: null, title: null, detail: text.slice(0, 200), errors: [] };
  const errors = Array.isArray(body['errors']) ? body['errors'] : [];
  return {
    code: textOf(body['code']),
    title: textOf(body['title']),
    detail: textOf(body['detail']),
    errors: errors.filter(isRecord).map((error) => ({ pointer: textOf(error['pointer']) ?? '', detail: textOf(error['detail']) ?? '' })),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
