import { Database } from '@syncline/database';
import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { expireExtract, releaseParts, selectExpirable, type ExpirableExtract } from '../persistence/sql/expire-extracts.sql.ts';
import { RetentionRule } from './retention-rule.ts';

/** Extracts a turn. */
const BATCH = 50;

/** Ends extracts that the rule keeps no longer: from then on they are answered with 410, and their row stays to say so. */
@Injectable()
export class Expiry {
  constructor(
    private readonly database: Database,
    private readonly rule: RetentionRule,
    private readonly logger: Logger,
  ) {}

  /** @returns whether there may be more */
  async expireSome(signal: AbortSignal): Promise<boolean> {
    const found = await this.database.query(selectExpirable, { ...this.rule.keptFor, count: BATCH });
    for (const extract of found) {
      if (signal.aborted) return false;
      await this.#expire(extract);
    }
    return found.length === BATCH;
  }

  async #expire({ id, compression, ...log }: ExpirableExtract): Promise<void> {
    const isOurs = await this.database.transaction(async (tx) => {
      if ((await tx.execute(expireExtract, { id })) === 0) return false;
      await tx.execute(releaseParts, { id, compression });
      return true;
    });
    if (isOurs) this.logger.info({ extractId: id, ...log }, 'the extract is kept no longer');
  }
}
