import type { Scope, ServiceName } from '@syncline/contract';
import type { Identity } from '@syncline/stand-ins';

/** Calls the app as its operator. */
export class OperatorClient {
  readonly #operator: Identity;
  readonly #audience: ServiceName;
  readonly #url: string;

  constructor(operator: Identity, audience: ServiceName, url: string) {
    this.#operator = operator;
    this.#audience = audience;
    this.#url = url;
  }

  /** @throws Error with the problem when the answer is no 2xx */
  async call(method: 'GET' | 'POST' | 'PUT', path: string, scope: Scope, body?: unknown, contentType = 'application/json'): Promise<unknown> {
    const token = await this.#operator.token({ audience: this.#audience, scope });
    const response = await fetch(this.#url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': contentType }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
}
