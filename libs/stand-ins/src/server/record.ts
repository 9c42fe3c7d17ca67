import { EventEmitter, once } from 'node:events';
import type { DomainError } from '@syncline/contract';
import type { Caller } from './trust.ts';

/** One request as it came, and what became of it. */
export interface Exchange {
  readonly at: Date;
  /** Id of the operation, or null where nothing is offered. */
  readonly operation: string | null;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** JSON where it could be read as such. */
  readonly body: unknown;
  caller: Caller | null;
  /** Null until answered, and for good where the connection was dropped. */
  status: number | null;
  /** Why it was refused. */
  refusal: DomainError | null;
}

/** Everything that a stand-in received, in order of arrival. */
export class RequestRecord {
  readonly all: Exchange[] = [];
  readonly #arrivals = new EventEmitter();

  add(exchange: Exchange): void {
    this.all.push(exchange);
    this.#arrivals.emit('arrival');
  }

  /** Resolves when the next request has come. */
  async next(): Promise<void> {
    await once(this.#arrivals, 'arrival');
  }

  of(operation: string): Exchange[] {
    return this.all.filter((exchange) => exchange.operation === operation);
  }

  /** What the contract does not allow: a service under test should leave this empty. */
  get refused(): Exchange[] {
    return this.all.filter(({ refusal }) => refusal !== null);
  }

  clear(): void {
    this.all.length = 0;
  }
}
