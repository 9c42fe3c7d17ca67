import { Metrics } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { Histogram } from 'prom-client';

/** How many requests shared a transaction (`GroupCommit`), in `/metrics`: what load there is, and whether sharing pays. */
@Injectable()
export class BatchSizes {
  readonly #sizes: Histogram<'batch'>;

  constructor({ registry }: Metrics) {
    this.#sizes = new Histogram({
      name: 'syncline_batch_items',
      help: 'Requests that shared a transaction.',
      labelNames: ['batch'],
      buckets: [1, 2, 5, 10, 20, 50, 100, 200],
      registers: [registry],
    });
  }

  /** @returns what is to be told the size of each batch of this name */
  of(batch: 'runs' | 'messages'): (size: number) => void {
    return (size) => this.#sizes.observe({ batch }, size);
  }
}
