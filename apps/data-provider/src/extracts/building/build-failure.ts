import type { ExtractFailure } from '@syncline/contract';
import { SourceUnavailableError } from '../../golden-source/golden-source.ts';
import { DuplicateKeyError } from '../../golden-source/part-ends.ts';
import { UnrepresentableValueError } from '../../golden-source/survey.ts';

/** What an error in the middle of a build means: it ends FAILED, or it is tried again later. */
export type BuildFailure =
  | { readonly kind: 'final'; readonly reason: ExtractFailure; readonly detail: string }
  | { readonly kind: 'passing'; readonly detail: string };

/** Errors of the file system that trying again does not cure: no room, no right, broken. A person must act. */
const STORAGE_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOTDIR', 'EFBIG']);

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

export function buildFailureOf(error: unknown): BuildFailure {
  const failure = error instanceof Error ? error : new Error(String(error));
  const final = (reason: ExtractFailure): BuildFailure => ({ kind: 'final', reason, detail: failure.message });
  if (failure instanceof SourceUnavailableError) return { kind: 'passing', detail: `the golden source cannot be read at the moment: ${failure.message}` };
  if (failure instanceof UnrepresentableValueError) return final('VALUE_NOT_REPRESENTABLE');
  if (failure instanceof DuplicateKeyError) return final('DUPLICATE_KEY');
  if (STORAGE_CODES.has(codeOf(failure))) return { kind: 'final', reason: 'STORAGE_FAILED', detail: `the extracts cannot be written: ${failure.message}` };
  return final('SOURCE_UNREADABLE');
}
