import { DomainError, parseScopes, scopesOf } from '@syncline/contract';
import type { OperationSpec, Scope, ServiceName } from '@syncline/contract';
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';

/** Somebody whose tokens a stand-in accepts. Keys from an address are fetched when a token comes, never before. */
export type TrustedParty = { readonly issuer: string } & ({ readonly jwksUri: string } | { readonly jwks: JSONWebKeySet });

export interface Caller {
  readonly issuer: string;
  readonly subject: string;
  readonly scopes: ReadonlySet<Scope>;
}

/**
 * Verifies tokens for real, by another library than the services use: a service that sends none, or a wrong one, is
 * found out here and not first in production.
 */
export class Trust {
  readonly #audience: ServiceName;
  readonly #keys = new Map<string, JWTVerifyGetKey>();

  constructor(audience: ServiceName, parties: readonly TrustedParty[] = []) {
    this.#audience = audience;
    for (const party of parties) this.add(party);
  }

  add(party: TrustedParty): void {
    this.#keys.set(party.issuer, 'jwks' in party ? createLocalJWKSet(party.jwks) : createRemoteJWKSet(new URL(party.jwksUri), { cooldownDuration: 0 }));
  }

  /** @throws DomainError UNAUTHENTICATED, INSUFFICIENT_SCOPE */
  async check(operation: OperationSpec, authorization: string | undefined): Promise<Caller> {
    const caller = await this.#verify(/^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]);
    const wanted = scopesOf(operation.policy);
    if (wanted.length > 0 && !wanted.some((scope) => caller.scopes.has(scope))) {
      throw new DomainError('INSUFFICIENT_SCOPE', `${operation.id} needs ${wanted.join(' or ')}, the token has "${[...caller.scopes].join(' ')}"`);
    }
    return caller;
  }

  async #verify(token: string | undefined): Promise<Caller> {
    if (token === undefined) throw new DomainError('UNAUTHENTICATED', 'there is no bearer token');
    try {
      const keys = this.#keys.get(decodeJwt(token).iss ?? '');
      if (keys === undefined) throw new Error(`issuer ${decodeJwt(token).iss} is not trusted here`);
      const { payload } = await jwtVerify(token, keys, {
        audience: this.#audience,
        algorithms: ['ES256'],
        typ: 'at+jwt',
        clockTolerance: 30,
        maxTokenAge: 630,
        requiredClaims: ['iss', 'sub', 'client_id', 'aud', 'scope', 'iat', 'exp', 'jti'],
      });
      return { issuer: String(payload.iss), subject: String(payload.sub), scopes: parseScopes(String(payload.scope)) };
    } catch (cause) {
      throw new DomainError('UNAUTHENTICATED', cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }
}
