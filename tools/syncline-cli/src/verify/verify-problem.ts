import type { ExtractProblemCode } from '@syncline/extract-format';

/** Something that is not as it was sealed: where, what, and what to do about it. */
export interface VerifyProblem {
  readonly file: string;
  readonly code: ExtractProblemCode;
  readonly part: number | null;
  readonly detail: string;
  readonly remedy: string;
}

const FETCH_AGAIN = 'Fetch the file again (syncline download), or take it from a backup; trust nothing that was loaded from this one.';
const SEALED_WRONG = 'The bytes are those that were sealed, so whoever sealed them made the fault: ask the provider for a new revision.';
const ASK_FOR_KEYS = "Ask the provider's operator for the keys by another way than the data came, and name them by --jwks.";

/** A sentence for every code, so that none is told without. */
const REMEDIES: Readonly<Record<ExtractProblemCode, string>> = {
  MANIFEST_UNREADABLE: 'Name the signed form of a manifest: syncline download fetches it, or GET …/manifest with Accept: application/jose.',
  MANIFEST_SIGNATURE_INVALID: `Do not use this data: nobody known has signed it as it is. If the key is only missing: ${ASK_FOR_KEYS}`,
  MANIFEST_INVALID: SEALED_WRONG,
  KEYS_MISSING: ASK_FOR_KEYS,
  PART_MISSING: 'Put it beside the manifest, or name the folder that has it by --parts; syncline download fetches what is missing.',
  PART_UNREADABLE: 'Make the file readable for this user, or fetch it again.',
  PART_LENGTH_MISMATCH: FETCH_AGAIN,
  PART_DIGEST_MISMATCH: FETCH_AGAIN,
  PART_SWAPPED: 'Give the files the numbers of their parts, or fetch them again.',
  PART_UNKNOWN: 'The manifest knows no such part: find out who put it there, and remove it.',
  UNPACKING_FAILED: SEALED_WRONG,
  DECOMPRESSION_LIMIT: SEALED_WRONG,
  ROWS_LENGTH_MISMATCH: SEALED_WRONG,
  ROWS_DIGEST_MISMATCH: SEALED_WRONG,
  ROW_MALFORMED: SEALED_WRONG,
  ROW_NOT_CANONICAL: SEALED_WRONG,
  ROW_COUNT_MISMATCH: SEALED_WRONG,
  KEY_MISMATCH: SEALED_WRONG,
  KEY_ORDER: SEALED_WRONG,
  CONTROL_TOTAL_MISMATCH: SEALED_WRONG,
  CHAIN_BROKEN: 'Give the manifests between as well; if the provider has none, an extract was taken out of its history.',
  CHAIN_FORKED: 'Ask the provider which of them it stands by: two histories were sealed.',
};

export const verifyProblem = (file: string, { code, part, detail }: Pick<VerifyProblem, 'code' | 'part' | 'detail'>): VerifyProblem =>
  ({ file, code, part, detail, remedy: REMEDIES[code] });
