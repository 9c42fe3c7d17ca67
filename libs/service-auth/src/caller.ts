import type { Scope } from '@syncline/contract';

/** Who called, as proven by a token or an API key. An identity is always the pair of issuer and subject (or client id). */
export interface Caller {
  readonly issuer: string;
  readonly subject: string;
  readonly clientId: string;
  /** What the token asks for and its issuer may grant. */
  readonly scopes: ReadonlySet<Scope>;
  /** CloudEvent sources that this caller's issuer may announce for; undefined: any. */
  readonly sources?: readonly string[];
}
