import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import { Logger, LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { claimCancellations, type CancellationRow } from '../persistence/sql/claim-cancellations.sql.ts';
import { finishCancellation, repeatCancellation } from '../persistence/sql/settle-cancellation.sql.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { backoffMs } from '../runs/domain/retry-policy.ts';
import { retryPolicyOf } from '../tasks/domain/task-rules.ts';
import { TaskVersions } from '../tasks/task-versions.ts';
import { TargetCaller } from './target-caller.ts';

/** Cancellations told at a time. */
const SLOTS = 20;

/**
 * Tells targets that a run of theirs was cancelled. The run is cancelled already, whatever comes of it; what is still to
 * be told is a row, so that a restart does not forget it. A row is claimed by pushing its due time ahead, with a token.
 */
@Injectable()
export class CancellationDelivery {
  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly versions: TaskVersions,
    private readonly caller: TargetCaller,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {
    loops.add({ name: 'cancellations', everyMs: config.timing.pollMs, runOnce: () => this.#deliver() });
  }

  async #deliver(): Promise<boolean> {
    const leaseToken = randomUUID();
    const rows = await this.database.query(claimCancellations, { leaseToken, leaseMs: this.config.timing.leaseMs, slots: SLOTS });
    await Promise.all(rows.map((row) => this.#tell(row, leaseToken)));
    return rows.length === SLOTS;
  }

  async #tell(row: CancellationRow, leaseToken: string): Promise<void> {
    const definition = await this.versions.get(row.task, row.taskVersion);
    const answer = await this.caller.cancel(row, definition);
    const held = { runId: row.runId, attempt: row.attempt, leaseToken };
    if (isSettled(answer)) {
      await this.database.execute(finishCancellation, held);
      return;
    }
    const nextInMs = backoffMs(retryPolicyOf(definition), row.tries - 1);
    if ((await this.database.execute(repeatCancellation, { ...held, nextInMs })) > 0) return;
    if ((await this.database.execute(finishCancellation, held)) > 0) this.logger.warn({ runId: row.runId, answer }, 'the target could not be told of the cancellation in time');
  }
}

/** It stopped the work, or never knew it, or does not know what cancelling is. */
const isSettled = (answer: number | string): boolean => typeof answer === 'number' && ((answer >= 200 && answer < 300) || answer === 404 || answer === 405);
