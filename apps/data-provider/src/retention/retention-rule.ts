import type { DataProviderConfig } from '../data-provider.config.ts';
import type { KeptFor } from '../persistence/sql/expire-extracts.sql.ts';

const DAY_MS = 86_400_000;
const days = (ms: number | undefined): number | null => (ms === undefined ? null : ms / DAY_MS);

/** How long extracts are kept, as the configuration says; its own injection token. */
export class RetentionRule {
  readonly keptFor: KeptFor;

  constructor({ keepFor, keepSupersededFor }: DataProviderConfig['retention']) {
    this.keptFor = { keepDays: days(keepFor), keepSupersededDays: days(keepSupersededFor) };
  }
}
