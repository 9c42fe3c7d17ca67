import { Database, isUniqueViolation } from '@syncline/database';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SYNC_SETTINGS, type SyncSettings } from '../data-consumer.config.ts';
import type { SealedExtract, Wait } from '../extracting/extract-step.ts';
import { DifferenceEntity } from '../persistence/entities/difference.entity.ts';
import { advanceTo } from '../persistence/sql/advance-file-sync.sql.ts';
import { beginLoading } from '../persistence/sql/begin-loading.sql.ts';
import { claimFileSyncs } from '../persistence/sql/claim-file-syncs.sql.ts';
import type { ClaimedRow } from '../persistence/sql/claimed-columns.ts';
import { failFileSync } from '../persistence/sql/fail-file-sync.sql.ts';
import { keepExtract } from '../persistence/sql/keep-extract.sql.ts';
import { noteProgress } from '../persistence/sql/note-progress.sql.ts';
import { releaseLease } from '../persistence/sql/release-lease.sql.ts';
import { renewLease } from '../persistence/sql/renew-lease.sql.ts';
import { waitAsAsked, waitExtracting, waitPending } from '../persistence/sql/wait-file-sync.sql.ts';
import type { FailureCode } from './domain/sync-failure.ts';
import type { Proof, ThreadState } from './file-sync.protocol.ts';

/** Who holds a file sync. Every write carries it; `false` and 0 mean that the lease is another's by now. */
export interface Lease {
  readonly id: string;
  readonly token: string;
}

export interface Failure {
  readonly code: FailureCode;
  readonly detail: string;
  readonly proof: Proof | null;
}

const LONGEST_DETAIL = 1900;
/** Columns of varchar2 count bytes on some set-ups; a cut sentence is better than none. */
const short = (text: string): string => (text.length <= LONGEST_DETAIL ? text : `${text.slice(0, LONGEST_DETAIL)}…`);

/** The states of file syncs, as their holder changes them. */
@Injectable()
export class FileSyncStore {
  constructor(
    private readonly database: Database,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
  ) {}

  /** Takes at most so many due file syncs; none when another instance was faster. */
  async claim(slots: number): Promise<ClaimedRow[]> {
    try {
      return await this.database.query(claimFileSyncs, { owner: this.settings.nodeId, token: uuidv7(), leaseMs: this.settings.leaseMs, slots });
    } catch (error) {
      if (isUniqueViolation(error)) return [];
      throw error;
    }
  }

  async renew(lease: Lease): Promise<boolean> {
    return (await this.database.execute(renewLease, { ...lease, leaseMs: this.settings.leaseMs })) > 0;
  }

  /** Gives it back as it stands, for anybody to go on with after the wait. */
  async release(lease: Lease, waitMs: number): Promise<void> {
    await this.database.execute(releaseLease, { ...lease, waitMs });
  }

  async waitPending(lease: Lease, detail: string, wait: Wait): Promise<void> {
    await this.database.execute(waitPending, { ...lease, detail: short(detail), ...wait });
  }

  async waitExtracting(lease: Lease, extract: { extractId: string; revision: number }, detail: string, wait: Wait): Promise<void> {
    await this.database.execute(waitExtracting, { ...lease, ...extract, detail: short(detail), ...wait });
  }

  /** The source asked not to be asked before then; not even a new dispatch makes it earlier. */
  async waitAsAsked(lease: Lease, detail: string, waitMs: number): Promise<void> {
    await this.database.execute(waitAsAsked, { ...lease, detail: short(detail), waitMs });
  }

  async keepExtract(lease: Lease, { manifest, jws, digest }: SealedExtract): Promise<boolean> {
    return (await this.database.execute(keepExtract, {
      ...lease, extractId: manifest.extractId, revision: manifest.revision, manifestJwsJson: JSON.stringify(jws), manifestDigest: digest,
      rowsExpected: manifest.rows, partsTotal: manifest.parts.length,
    })) > 0;
  }

  async beginLoading(lease: Lease): Promise<boolean> {
    return (await this.database.execute(beginLoading, lease)) > 0;
  }

  async advance(lease: Lease, to: ThreadState): Promise<boolean> {
    return (await this.database.execute(advanceTo[to], lease)) > 0;
  }

  async noteProgress(lease: Lease, rowsSeen: number, bytesSeen: number): Promise<void> {
    await this.database.execute(noteProgress, { ...lease, rowsSeen, bytesSeen });
  }

  /** The end, with its differences, in one transaction. */
  async fail(lease: Lease, { code, detail, proof }: Failure): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const ended = await tx.execute(failFileSync, {
        ...lease, reason: code, detail: short(detail), result: proof === null ? null : 'MISMATCHED',
        checksJson: proof === null ? null : JSON.stringify(proof.checks), differencesTotal: proof?.differencesTotal ?? 0,
      });
      if (ended === 0) return false;
      const rows = (proof?.differences ?? []).map((difference, index) => ({ fileSyncId: lease.id, ordinal: index + 1, ...difference }));
      // Bound parameters of one statement are limited (65,535 on PostgreSQL).
      for (let from = 0; from < rows.length; from += 200) {
        await tx.manager.getRepository(DifferenceEntity).insert(rows.slice(from, from + 200) as never);
      }
      return true;
    });
  }
}
