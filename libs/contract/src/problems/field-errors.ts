import type { z } from 'zod';
import { jsonPointer } from '../json-pointer.ts';
import type { FieldError } from './problem.ts';

/** What a schema found, one entry a place; a field that nobody knows is named itself, not only its parent. */
export function fieldErrors(error: z.ZodError, root: readonly PropertyKey[] = []): FieldError[] {
  return error.issues.flatMap((issue): FieldError[] => {
    const path = [...root, ...issue.path];
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ pointer: jsonPointer([...path, key]), detail: 'is not a known field' }));
    // What is wrong with a key of a record stands one level deeper; "invalid key" alone helps nobody.
    const reason = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    return [{ pointer: jsonPointer(path), detail: reason }];
  });
}
