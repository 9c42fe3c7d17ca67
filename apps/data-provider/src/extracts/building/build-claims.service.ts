import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { BuildTiming } from '../../data-provider.config.ts';
import { claimBuilds, type ClaimedBuild } from '../../persistence/sql/claim-builds.sql.ts';
import { postponeBuild } from '../../persistence/sql/postpone-build.sql.ts';
import { LeaseKeeper } from './lease-keeper.ts';

/** Builds of one business date, claimed together under one lease. */
export interface BuildClaim {
  readonly leaseToken: string;
  readonly builds: readonly ClaimedBuild[];
}

/** Who builds what: the only place that takes, keeps and gives back leases over builds. */
@Injectable()
export class BuildClaims {
  constructor(
    private readonly database: Database,
    private readonly timing: BuildTiming,
  ) {}

  /** What is due, under a fresh token; nothing if nothing is. */
  async claim(): Promise<BuildClaim> {
    const leaseToken = randomUUID();
    return { leaseToken, builds: await this.database.query(claimBuilds, { leaseToken, leaseMs: this.timing.leaseMs }) };
  }

  /** Renews the lease until it is stopped; its signal tells when the lease is lost. */
  keep({ leaseToken }: BuildClaim): LeaseKeeper {
    return new LeaseKeeper(this.database, leaseToken, this.timing.leaseMs);
  }

  /** @returns false if the lease was lost, and the build is somebody else's */
  async giveBack({ leaseToken }: BuildClaim, { id }: ClaimedBuild, pauseMs: number, detail: string): Promise<boolean> {
    return (await this.database.execute(postponeBuild, { id, leaseToken, pauseMs, detail: detail.slice(0, 1000) })) > 0;
  }
}
