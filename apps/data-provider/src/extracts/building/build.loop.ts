import { Logger, LoopRegistry, type Loop } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { AnnouncementLoop } from '../../announcements/announcement.loop.ts';
import { pauseAfter } from '../../announcements/domain/backoff.ts';
import { BuildTiming } from '../../data-provider.config.ts';
import { BuildClaims, type BuildClaim } from './build-claims.service.ts';
import { BuildService } from './build.service.ts';

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
    private readonly claims: BuildClaims,
    private readonly builds: BuildService,
    private readonly announcements: AnnouncementLoop,
    private readonly logger: Logger,
    timing: BuildTiming,
    loops: LoopRegistry,
  ) {
    this.#loop = loops.add({ name: 'builds', everyMs: timing.pollMs, runOnce: (signal) => this.#turn(signal) });
  }

  /** There is something to build. */
  nudge(): void {
    this.#loop.nudge();
  }

  async #turn(signal: AbortSignal): Promise<boolean> {
    const claim = await this.claims.claim();
    if (claim.builds.length === 0) {
      await this.builds.removeRemains();
      return false;
    }
    this.logger.info({ businessDate: claim.builds[0]?.businessDate, extracts: claim.builds.length, build: claim.leaseToken }, 'building extracts');
    const lease = this.claims.keep(claim);
    try {
      await this.#build(claim, AbortSignal.any([signal, lease.signal]));
    } finally {
      lease.stop();
      this.announcements.nudge();
    }
    return !signal.aborted;
  }

  async #build(claim: BuildClaim, signal: AbortSignal): Promise<void> {
    for (const { build, detail } of await this.builds.run(claim, signal)) {
      const pauseMs = signal.aborted ? 0 : pauseAfter(build.builds);
      const isOurs = await this.claims.giveBack(claim, build, pauseMs, detail);
      this.logger.warn({ extractId: build.id, dataset: build.dataset, pauseMs, isOurs, detail }, 'the build did not end and will be tried again');
    }
  }
}
