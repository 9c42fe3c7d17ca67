/** What can be wrong with a manifest, by the codes with which a file sync fails. None of them is cured by trying again. */
export type ManifestErrorCode =
  /** Not a manifest, or one that contradicts itself. */
  | 'MANIFEST_INVALID'
  /** Not signed by the issuer that it must come from. */
  | 'MANIFEST_SIGNATURE_INVALID'
  /** A true manifest, of another dataset, business date or extract. */
  | 'MANIFEST_MISMATCH';

export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  readonly code: ManifestErrorCode;
  constructor(code: ManifestErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
