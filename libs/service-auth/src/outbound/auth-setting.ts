import type { AuthSetting } from '@syncline/contract';
import { parseSecretReference } from '../secrets/secret-reference.ts';

/** The secret references of a setting. */
export function secretReferences(auth: AuthSetting): string[] {
  switch (auth.kind) {
    case 'oauth2-client-credentials':
      return [auth.clientSecret];
    case 'api-key':
      return [auth.value];
    case 'basic':
      return [auth.password];
    case 'service-jwt':
    case 'none':
      return [];
  }
}

/**
 * For the moment a setting is defined: refuses references that could never be resolved. Whether the secret is there
 * already is not asked, because it may come later.
 * @throws DomainError SECRET_REFERENCE_NOT_ALLOWED
 */
export function assertSecretReferences(auth: AuthSetting): void {
  secretReferences(auth).forEach(parseSecretReference);
}
