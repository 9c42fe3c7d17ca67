import { DomainError } from '@syncline/contract';

/** 401 with the `WWW-Authenticate` that HTTP demands; the detail says what is wrong with the credentials, never what they were. */
export class Unauthenticated extends DomainError {
  override readonly headers: Readonly<Record<string, string>>;

  constructor(detail: string, options: { readonly presented: boolean } = { presented: true }) {
    super('UNAUTHENTICATED', detail);
    this.headers = { 'www-authenticate': options.presented ? 'Bearer error="invalid_token"' : 'Bearer' };
  }
}
