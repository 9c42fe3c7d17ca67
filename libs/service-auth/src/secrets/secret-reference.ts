import { DomainError, isSecretReference } from '@syncline/contract';

/** Where a secret is kept; the reference may be stored and shown, the secret never. */
export type SecretReference = { readonly kind: 'env'; readonly variable: string } | { readonly kind: 'file'; readonly name: string };

/**
 * The rule is narrow because a definition comes over the network: with any other variable or file name it would be a
 * way to read what the service can read.
 * @throws DomainError SECRET_REFERENCE_NOT_ALLOWED
 */
export function parseSecretReference(text: string): SecretReference {
  // The text is not repeated: somebody may have put the secret itself here.
  if (!isSecretReference(text)) throw new DomainError('SECRET_REFERENCE_NOT_ALLOWED', 'A secret must be a reference: env:SYNCLINE_SECRET_… or file:<name in the secrets folder>.');
  const [kind, place] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  return kind === 'env' ? { kind, variable: place } : { kind: 'file', name: place };
}
