import { systemClock, type KeyFiles } from '@syncline/bench-kit';
import type { Scope, ServiceName } from '@syncline/contract';
import { ServiceIdentity } from '@syncline/service-auth';
import { issuerOf, type Services } from './services.ts';

const TIMEOUT_MS = 30_000;

/** What an operator does, over HTTP and with an operator's token. */
export class Operator {
  private constructor(
    private readonly services: Services,
    private readonly identity: ServiceIdentity,
  ) {}

  static async create(services: Services, { keyFile }: KeyFiles): Promise<Operator> {
    return new Operator(services, await ServiceIdentity.load(keyFile, issuerOf('operator'), 'operator', { clock: systemClock }));
  }

  /** @throws Error with the problem when the answer is no 2xx */
  async call<T>(service: ServiceName, method: 'GET' | 'POST' | 'PUT', path: string, scope: Scope, body?: object): Promise<T> {
    const response = await fetch(`${this.services[service].url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.identity.issue({ audience: service, scope })}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}
