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
  readonly #events = new EventEmitter();

  add(exchange: Exchange): void {
    this.all.push(exchange);
    this.#events.emit('arrival');
  }

  /** Writes down what became of a request. */
  settle(exchange: Exchange, status: number, refusal: DomainError | null = null): void {
    exchange.status = status;
    exchange.refusal = refusal;
    this.#events.emit('settled', exchange);
  }

  /** Calls the listener with each request once it has its answer. */
  onSettled(listener: (exchange: Exchange) => void): void {
    this.#events.on('settled', listener);
  }

  /** Resolves when the next request has come. */
  async next(): Promise<void> {
    await once(this.#events, 'arrival');
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
