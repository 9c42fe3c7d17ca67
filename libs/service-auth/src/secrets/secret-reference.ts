import { DomainError } from '@syncline/contract';

/** Where a secret is kept; the reference may be stored and shown, the secret never. */
export type SecretReference = { readonly kind: 'env'; readonly variable: string } | { readonly kind: 'file'; readonly name: string };

const ENV_REFERENCE = /^env:(SYNCLINE_SECRET_[A-Z0-9_]+)$/;
/** Segments of plain characters that do not begin with a point: neither `..` nor an absolute path can be said. */
const FILE_REFERENCE = /^file:((?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*)$/;

/**
 * The rule is narrow because a definition comes over the network: with any other variable or file name it would be a
 * way to read what the service can read.
 * @throws DomainError SECRET_REFERENCE_NOT_ALLOWED
 */
export function parseSecretReference(text: string): SecretReference {
  const variable = ENV_REFERENCE.exec(text)?.[1];
  if (variable !== undefined) return { kind: 'env', variable };
  const name = FILE_REFERENCE.exec(text)?.[1];
  if (name !== undefined && name.length <= 200) return { kind: 'file', name };
  // The text is not repeated: somebody may have put the secret itself here.
  throw new DomainError('SECRET_REFERENCE_NOT_ALLOWED', 'A secret must be a reference: env:SYNCLINE_SECRET_… or file:<name in the secrets folder>.');
}
