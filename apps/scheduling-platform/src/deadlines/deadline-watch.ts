import { Database } from '@syncline/database';
import { LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { AT_A_TIME, selectDueDeadlines } from '../persistence/sql/select-due-deadlines.sql.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { RunCommands } from '../runs/run-commands.ts';

/**
 * Looks at runs when their time has come. Deadlines are rows made with the run, so one that was never dispatched meets
 * them like any other. Due rows are read without a lock; that the row still stands once the run is locked, and goes in
 * the transaction that acts, decides which node acts.
 */
@Injectable()
export class DeadlineWatch {
  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly runs: RunCommands,
    @Inject(PLATFORM_CONFIG) config: PlatformConfig,
  ) {
    loops.add({ name: 'deadlines', everyMs: config.timing.pollMs, runOnce: () => this.#look() });
  }

  async #look(): Promise<boolean> {
    const due = await this.database.query(selectDueDeadlines, {});
    await Promise.all(due.map(({ runId, kind: which }) => this.runs.execute({ runId, kind: 'DEADLINE', which })));
    return due.length === AT_A_TIME;
  }
}
