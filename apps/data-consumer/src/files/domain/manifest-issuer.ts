import type { FileSource } from '@syncline/contract';

interface KnownIssuer {
  readonly issuer: string;
  readonly service?: string | undefined;
}

/**
 * Who must have signed the manifests of a source: whom the definition names, else the trusted issuer that is the service
 * for which our tokens are meant. Null where neither says.
 */
export function issuerOf(source: Pick<FileSource, 'issuer' | 'auth'>, trusted: readonly KnownIssuer[]): string | null {
  if (source.issuer !== null) return source.issuer;
  const { auth } = source;
  if (auth.kind !== 'service-jwt') return null;
  return trusted.find(({ service }) => service === auth.audience)?.issuer ?? null;
}
