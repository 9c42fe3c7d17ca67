import { hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { TrustedIssuer } from '../issuers/trusted-issuer.ts';

/** What is known of a token whose signature was right. */
export interface VerifiedToken {
  readonly issuer: TrustedIssuer;
  readonly kid: string | undefined;
  /** The key that verified it: with any other key the signature has to be checked again. */
  readonly key: KeyObject;
  readonly payload: unknown;
}

/**
 * Tokens whose signature was checked, so that a caller who presents one a thousand times is not charged for a thousand
 * signatures.
 *
 * Only the signature is remembered, never the verdict. Whoever asks looks up the issuer's key anew and takes what is here
 * only if that is still the very same key; and reads the claims anew, by the clock of that moment. So a key that was
 * withdrawn, and a token that has expired, are refused as if nothing were kept. What is kept is bounded, and only a token
 * that was accepted gets in: inventing tokens fills nothing. A digest stands for the token, so that no memory dump gives
 * one away.
 */
export class VerifiedTokens {
  readonly #most: number;
  readonly #tokens = new Map<string, VerifiedToken>();

  /** @param most how many are kept; beyond that the one that was not used for longest goes */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#tokens.size;
  }

  find(token: string): VerifiedToken | undefined {
    const name = digest(token);
    const known = this.#tokens.get(name);
    if (known === undefined) return undefined;
    // A Map keeps the order in which entries were added: used last stands last.
    this.#tokens.delete(name);
    this.#tokens.set(name, known);
    return known;
  }

  keep(token: string, verified: VerifiedToken): void {
    this.#tokens.set(digest(token), verified);
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > this.#most && oldest !== undefined) this.#tokens.delete(oldest);
  }

  forget(token: string): void {
    this.#tokens.delete(digest(token));
  }
}

const digest = (token: string): string => hash('sha256', token, 'base64url');
