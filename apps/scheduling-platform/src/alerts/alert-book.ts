import type { AlertKind } from '@syncline/contract';
import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { raiseAlert } from '../persistence/sql/raise-alert.sql.ts';
import { resolveAlertsBySuccess, resolveOverdueAlert } from '../persistence/sql/resolve-alerts.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { shorten } from '../runs/run-events.ts';

export interface AlertSubject {
  readonly id: string;
  readonly task: string;
  readonly businessDate: string | null;
}

/**
 * Raises and resolves alerts in the transaction that gives cause. At most one stands open for a kind and a run: a
 * unique key says so, not a look before. The log line is written once the row has committed.
 */
@Injectable()
export class AlertBook {
  constructor(private readonly logger: Logger) {}

  async raise({ tx, afterCommit }: Unit, kind: AlertKind, run: AlertSubject, detail: string): Promise<void> {
    const alert = { id: uuidv7(), kind, openKey: `${kind}:${run.id}`, runId: run.id, task: run.task, businessDate: run.businessDate };
    const raised = await tx.execute(raiseAlert, { ...alert, detail: shorten(detail) ?? '' });
    if (raised === 0) return;
    afterCommit(() => this.logger.error({ alertId: alert.id, kind, runId: run.id, task: run.task, businessDate: run.businessDate }, `alert ${kind}: ${detail}`));
  }

  async resolveBySuccess({ tx }: Unit, runId: string): Promise<void> {
    await tx.execute(resolveAlertsBySuccess, { runId });
  }

  async resolveByCancellation({ tx }: Unit, runId: string): Promise<void> {
    await tx.execute(resolveOverdueAlert, { runId });
  }
}
