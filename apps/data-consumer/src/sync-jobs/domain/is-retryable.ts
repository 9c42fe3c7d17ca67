import { FILE_SYNC_FAILURES, OUTPUT_FAILURES } from '@syncline/contract';

const failures: Readonly<Record<string, { readonly retryable: boolean }>> = { ...FILE_SYNC_FAILURES, ...OUTPUT_FAILURES, INTERNAL_ERROR: { retryable: true } };

/** Whether the platform should try again by itself what failed for this reason; null, or an unknown one, is no reason to. */
export const isRetryable = (reason: string | null): boolean => failures[reason ?? '']?.retryable ?? false;
