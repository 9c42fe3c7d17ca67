import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import { Logger, LoopRegistry, type Loop } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { pauseAfter } from '../../announcements/domain/backoff.ts';
import { AnnouncementLoop } from '../../announcements/announcement.loop.ts';
import { claimBuilds } from '../../persistence/sql/claim-builds.sql.ts';
import { postponeBuild } from '../../persistence/sql/postpone-build.sql.ts';
import { BuildTiming } from '../../data-provider.config.ts';
import { BuildService, type BuildBatch } from './build.service.ts';
import { BuildFolders } from './build-folders.service.ts';
import { LeaseKeeper } from './lease-keeper.ts';

/**
 * Builds what is due.
 *
 * A turn claims all due builds of one business date under one lease token, reads them from one snapshot, a few at once,
 * and ends when all have ended. One claim at a time in a process: claimed work is never left waiting. What was not sealed
 * when the turn ends (the service stops, the source is away, the lease is lost) is BUILDING as before and due again, at
 * the latest when its lease has ended; nothing of it was visible.
 */
@Injectable()
export class BuildLoop {
  readonly #loop: Loop;

  constructor(
    private readonly database: Database,
    private readonly builds: BuildService,
    private readonly folders: BuildFolders,
    private readonly timing: BuildTiming,
    private readonly announcements: AnnouncementLoop,
    private readonly logger: Logger,
    loops: LoopRegistry,
  ) {
    this.#loop = loops.add({ name: 'builds', everyMs: timing.pollMs, runOnce: (signal) => this.#turn(signal) });
  }

  /** There is something to build. */
  nudge(): void {
    this.#loop.nudge();
  }

  async #turn(signal: AbortSignal): Promise<boolean> {
    const leaseToken = randomUUID();
    const claimed = await this.database.query(claimBuilds, { leaseToken, leaseMs: this.timing.leaseMs });
    if (claimed.length === 0) {
      await this.folders.sweep();
      return false;
    }
    const lease = new LeaseKeeper(this.database, leaseToken, this.timing.leaseMs);
    try {
      await this.#build({ leaseToken, claimed, signal: AbortSignal.any([signal, lease.signal]) });
    } finally {
      lease.stop();
      await this.folders.discard(leaseToken);
      this.announcements.nudge();
    }
    return !signal.aborted;
  }

  async #build(batch: BuildBatch): Promise<void> {
    const first = batch.claimed[0];
    this.logger.info({ businessDate: first?.businessDate, extracts: batch.claimed.length, build: batch.leaseToken }, 'building extracts');
    for (const { build, detail } of await this.builds.run(batch)) {
      const pauseMs = batch.signal.aborted ? 0 : pauseAfter(build.builds);
      const isOurs = await this.database.execute(postponeBuild, { id: build.id, leaseToken: batch.leaseToken, pauseMs, detail });
      this.logger.warn({ extractId: build.id, dataset: build.dataset, pauseMs, isOurs: isOurs > 0, detail }, 'the build did not end and will be tried again');
    }
  }
}
