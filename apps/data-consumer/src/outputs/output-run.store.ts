import { Database, isUniqueViolation } from '@syncline/database';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SYNC_SETTINGS, type SyncSettings } from '../data-consumer.config.ts';
import { claimOutputRuns, type ClaimedOutputRun } from '../persistence/sql/claim-output-runs.sql.ts';
import { failOutputRun } from '../persistence/sql/end-output-run.sql.ts';
import { releaseOutputLease } from '../persistence/sql/release-output-lease.sql.ts';
import { renewOutputLease } from '../persistence/sql/renew-output-lease.sql.ts';
import type { OutputFailed } from './domain/output-failure.ts';

/** Who holds the run of an output. Every write carries it; `false` means that the lease is another's by now. */
export interface OutputLease {
  readonly id: string;
  readonly token: string;
}

const LONGEST_DETAIL = 1900;

/** The states of runs of outputs, as their holder changes them; the end of one that succeeded is part of its own transaction. */
@Injectable()
export class OutputRunStore {
  constructor(
    private readonly database: Database,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
  ) {}

  /** Takes at most so many due runs; none when another instance was faster. */
  async claim(slots: number): Promise<ClaimedOutputRun[]> {
    try {
      return await this.database.query(claimOutputRuns, { owner: this.settings.nodeId, token: uuidv7(), leaseMs: this.settings.leaseMs, slots });
    } catch (error) {
      if (isUniqueViolation(error)) return [];
      throw error;
    }
  }

  async renew(lease: OutputLease): Promise<boolean> {
    return (await this.database.execute(renewOutputLease, { ...lease, leaseMs: this.settings.leaseMs })) > 0;
  }

  /** Gives it back as it stands, for anybody to compute after the wait. */
  async release(lease: OutputLease, waitMs: number): Promise<void> {
    await this.database.execute(releaseOutputLease, { ...lease, waitMs });
  }

  async fail(lease: OutputLease, { code, detail, checks }: Pick<OutputFailed, 'code' | 'detail' | 'checks'>): Promise<boolean> {
    const short = detail.length <= LONGEST_DETAIL ? detail : `${detail.slice(0, LONGEST_DETAIL)}…`;
    return (await this.database.execute(failOutputRun, { ...lease, reason: code, detail: short, checksJson: checks === null ? null : JSON.stringify(checks) })) > 0;
  }
}
