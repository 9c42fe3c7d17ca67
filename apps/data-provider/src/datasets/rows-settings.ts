import type { DataProviderConfig } from '../data-provider.config.ts';

/** What the configuration says about reading live rows; its own injection token. */
export class RowsSettings {
  readonly timeoutMs: number;
  readonly readersAtOnce: number;
  readonly maxCost: number;

  constructor({ timeoutMs, readersAtOnce, maxCost }: DataProviderConfig['rows']) {
    this.timeoutMs = timeoutMs;
    this.readersAtOnce = readersAtOnce;
    this.maxCost = maxCost;
  }
}
