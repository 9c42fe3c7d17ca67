import type { Transaction } from '@syncline/database';
import { currentTraceparent } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { cancelOutputRuns } from '../persistence/sql/end-output-run.sql.ts';
import { insertOutputRun } from '../persistence/sql/insert-output-run.sql.ts';
import { readJobOutput } from '../persistence/sql/read-job-output.sql.ts';
import { namedBy } from '../sync-jobs/dispatch-target.ts';
import type { JobWork, WorkOrder } from '../sync-jobs/job-work.ts';
import { OutputCatalogue } from './definitions/output-catalogue.ts';
import { OutputRunner } from './output.runner.ts';

/** The run of the output that the target names. */
@Injectable()
export class OutputWork implements JobWork {
  constructor(
    private readonly outputs: OutputCatalogue,
    private readonly runner: OutputRunner,
  ) {}

  async begin(tx: Transaction, { jobId, target, dispatch, businessDate }: WorkOrder): Promise<void> {
    const definition = this.outputs.require(namedBy(target) ?? '');
    await tx.execute(insertOutputRun, {
      id: uuidv7(), jobId, runId: dispatch.runId, attempt: dispatch.attempt, outputName: definition.name, definitionJson: JSON.stringify(definition),
      businessDate, traceparent: currentTraceparent() ?? null,
    });
  }

  /** What succeeded was stored and proven; the platform only did not hear of it. */
  async beginAgain(tx: Transaction, order: WorkOrder): Promise<void> {
    await this.cancel(tx, order.jobId, { reason: 'SUPERSEDED', detail: `Attempt ${order.dispatch.attempt} began.` });
    const [before] = await tx.query(readJobOutput, { jobId: order.jobId });
    if (before?.state !== 'SUCCEEDED') await this.begin(tx, order);
  }

  /** An output waits for nobody but others of its name. */
  async hasten(): Promise<void> {}

  async cancel(tx: Transaction, jobId: string, why: { readonly reason: string; readonly detail: string }): Promise<void> {
    await tx.execute(cancelOutputRuns, { jobId, ...why });
  }

  nudge(): void {
    this.runner.nudge();
  }

  dropLostLeases(): Promise<boolean> {
    return this.runner.dropLostLeases();
  }
}
