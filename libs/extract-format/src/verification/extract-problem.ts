/**
 * What can be wrong with sealed data. A code tells a program what to do; the sentence tells a person.
 *
 * Of the manifest: not signed by a key that is known, or contradicting itself.
 * Of a part's stored bytes: missing, or not those that were sealed; nothing more is looked at then.
 * Of what they unpack to: a fault of whoever sealed it, since the stored bytes are the right ones.
 * Of the chain: manifests that do not follow each other.
 */
export type ExtractProblemCode =
  | 'MANIFEST_UNREADABLE' | 'MANIFEST_SIGNATURE_INVALID' | 'MANIFEST_INVALID' | 'KEYS_MISSING'
  | 'PART_MISSING' | 'PART_UNREADABLE' | 'PART_LENGTH_MISMATCH' | 'PART_DIGEST_MISMATCH' | 'PART_SWAPPED' | 'PART_UNKNOWN'
  | 'UNPACKING_FAILED' | 'DECOMPRESSION_LIMIT' | 'ROWS_LENGTH_MISMATCH' | 'ROWS_DIGEST_MISMATCH'
  | 'ROW_MALFORMED' | 'ROW_NOT_CANONICAL' | 'ROW_COUNT_MISMATCH' | 'KEY_MISMATCH' | 'KEY_ORDER' | 'CONTROL_TOTAL_MISMATCH'
  | 'CHAIN_BROKEN' | 'CHAIN_FORKED';

export interface ExtractProblem {
  readonly code: ExtractProblemCode;
  /** The part that is meant, if it is one. */
  readonly part: number | null;
  readonly detail: string;
}
