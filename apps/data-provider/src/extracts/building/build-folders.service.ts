import { Database } from '@syncline/database';
import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { PartStore } from '../../parts/part-store.ts';
import { ExtractEntity } from '../../persistence/entities/index.ts';
import { releaseUnnamedParts } from '../../persistence/sql/release-unnamed-parts.sql.ts';
import { PartRemoval } from '../../retention/part-removal.service.ts';

/** Names in one statement. */
const PARTS_AT_ONCE = 500;

/**
 * Removes what builds leave behind: of one that has ended at its end, of one that was killed by whoever looks next.
 *
 * A build's folder has the unfinished files and the names of the finished ones. Those that no manifest names (the build
 * failed, or was killed) go the way of the files of expired extracts: onto the list of removable parts, and from there by
 * `PartRemoval`, which alone decides whether anybody else names the file or is about to. Only then does the folder go:
 * killed in between, all of it is done again.
 */
@Injectable()
export class BuildFolders {
  constructor(
    private readonly database: Database,
    private readonly store: PartStore,
    private readonly removal: PartRemoval,
    private readonly logger: Logger,
  ) {}

  /** Of a build that has ended, well or not. What cannot be done now is done by the next `sweep`. */
  async discard(leaseToken: string): Promise<void> {
    try {
      await this.#clear(leaseToken);
    } catch (err) {
      this.logger.warn({ err, build: leaseToken }, 'what the build left behind could not be removed and will be tried again');
    }
  }

  /** A folder whose lease token no extract carries any more belongs to nobody: tokens are committed before their folder is made. */
  async sweep(): Promise<void> {
    const found = await this.store.unfinishedBuilds();
    if (found.length === 0) return;
    const active = await this.database.repository(ExtractEntity).find({ select: { leaseToken: true }, where: { leaseToken: In(found) } });
    const tokens = new Set(active.map(({ leaseToken }) => leaseToken));
    for (const build of found.filter((token) => !tokens.has(token))) await this.#clear(build);
  }

  async #clear(build: string): Promise<void> {
    const parts = await this.store.storedBy(build);
    let unnamed = 0;
    for (let from = 0; from < parts.length; from += PARTS_AT_ONCE) {
      unnamed += await this.database.execute(releaseUnnamedParts, { parts: JSON.stringify(parts.slice(from, from + PARTS_AT_ONCE)) });
    }
    await this.store.discard(build);
    if (unnamed > 0) await this.removal.removeSome();
  }
}
