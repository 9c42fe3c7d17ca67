import { DomainError, scopesOf, type Policy } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiKeyVerifier } from '../api-keys/api-key-verifier.ts';
import type { Caller } from '../caller.ts';
import { TokenVerifier } from '../tokens/token-verifier.ts';
import { Unauthenticated } from '../unauthenticated.ts';
import { POLICY_KEY } from './policy.ts';

/** The parts of a request that the guard reads and the one that it adds. */
export interface AuthenticatedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  caller?: Caller;
}

/**
 * Decides for every handler, in one place. It is a guard and no middleware on purpose: a guard runs for the handler
 * that was chosen, however its path was spelt or its method rewritten (`/%61pi`, `//api`, HEAD), while middleware
 * compares paths itself and has been slipped by.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
    private readonly apiKeys: ApiKeyVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.get<Policy | undefined>(POLICY_KEY, context.getHandler());
    if (policy === undefined || context.getType() !== 'http') throw new DomainError('FORBIDDEN', 'Nobody may call this: it has no policy.');
    if (policy === 'open') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    request.caller = await this.#authenticate(request.headers);
    const { scopes } = request.caller;
    const wanted = scopesOf(policy);
    if (wanted.some((scope) => scopes.has(scope))) return true;
    throw new DomainError('INSUFFICIENT_SCOPE', `This needs the scope "${wanted.join('" or "')}", which the token does not carry or its issuer may not grant.`);
  }

  async #authenticate({ authorization, 'x-api-key': apiKey }: AuthenticatedRequest['headers']): Promise<Caller> {
    if (typeof authorization === 'string') {
      const [, token] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
      if (token === undefined) throw new Unauthenticated('The header Authorization must be "Bearer" and a token.');
      return this.tokens.verify(token);
    }
    if (typeof apiKey === 'string' && this.apiKeys.enabled) return this.apiKeys.verify(apiKey);
    throw new Unauthenticated('A token is needed: "Authorization: Bearer …".', { presented: false });
  }
}
