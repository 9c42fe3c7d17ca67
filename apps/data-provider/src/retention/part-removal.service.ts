import { Database, isLockTimeout } from '@syncline/database';
import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { PartFiles } from '../parts/part-files.service.ts';
import { lockPartNames, selectRemovableParts, settleRemovableParts } from '../persistence/sql/removable-parts.sql.ts';

/** Files a turn: seals wait for so many removals at most. */
const BATCH = 100;

/**
 * Removes the files of expired extracts, if nobody else names them: equal content is one file.
 *
 * Two may meet here: who removes a file, and who seals an extract over a file of the same content. Each makes its mark
 * first and looks then. Sealing inserts the names of its files and, before it commits, looks whether they are there
 * (`SealingService`); removal locks the table of names against inserts and looks then whether anybody names the file. So
 * either the removal sees the name, or it waits, or the seal sees that the file is gone and its extract is built again.
 *
 * Killed between the files and the commit, the files are on the list still, and removing what is not there is no error.
 */
@Injectable()
export class PartRemoval {
  constructor(
    private readonly database: Database,
    private readonly files: PartFiles,
    private readonly logger: Logger,
  ) {}

  /** @returns whether there may be more */
  async removeSome(): Promise<boolean> {
    try {
      const removed = await this.database.transaction(async (tx) => {
        await tx.execute(lockPartNames, {});
        const found = await tx.query(selectRemovableParts, { count: BATCH });
        const free = found.filter(({ isNamed }) => !isNamed);
        await this.files.remove(free);
        await tx.execute(settleRemovableParts, { parts: JSON.stringify(found.map(({ storedDigest, compression }) => ({ storedDigest, compression }))) });
        return { looked: found.length, files: free.length };
      });
      if (removed.files > 0) this.logger.info({ files: removed.files }, 'part files of expired extracts removed');
      return removed.looked === BATCH;
    } catch (error) {
      // Somebody is sealing: the next turn comes.
      if (isLockTimeout(error)) return false;
      throw error;
    }
  }
}
