import { randomUUID } from 'node:crypto';

/** The type of event that the benchmark's task listens to. */
export const EVENT_TYPE = 'io.syncline.bench.ready';

const DAY_MS = 86_400_000;
const FIRST_DATE_MS = Date.UTC(1900, 0, 1);

/** One event a business date, from 1900-01-01 on: runs of one date would wait for each other. */
export class Events {
  readonly #prefix = randomUUID();
  #made = 0;

  next(): { readonly id: string; readonly body: string } {
    const id = `${this.#prefix}-${this.#made}`;
    const businessDate = new Date(FIRST_DATE_MS + this.#made * DAY_MS).toISOString().slice(0, 10);
    this.#made += 1;
    return { id, body: JSON.stringify({ specversion: '1.0', id, source: 'data-provider', type: EVENT_TYPE, subject: businessDate, data: { businessDate } }) };
  }
}
