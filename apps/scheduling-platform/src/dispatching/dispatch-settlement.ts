import type { TaskDefinition } from '@syncline/contract';
import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClaimedRow } from '../persistence/sql/claim-due-runs.sql.ts';
import { RunCommands } from '../runs/run-commands.ts';
import type { DispatchOutcome } from './domain/decide-dispatch-outcome.ts';

/** A run that this node has claimed. */
export interface Claim {
  readonly run: ClaimedRow;
  readonly leaseToken: string;
  readonly definition: TaskDefinition;
}

/** Writes down what came of a dispatch, under the lease and the attempt of its claim (`decide-settlement`). */
@Injectable()
export class DispatchSettlement {
  constructor(
    private readonly runs: RunCommands,
    private readonly logger: Logger,
  ) {}

  /** @param url where the call went */
  async settle({ run, leaseToken }: Claim, url: string, outcome: DispatchOutcome): Promise<void> {
    const { id: runId, attempt, attemptDispatches: dispatch } = run;
    const { kind } = await this.runs.execute({ runId, kind: 'SETTLE', leaseToken, attempt, dispatch, url, outcome });
    if (kind !== 'done') this.logger.debug({ runId, attempt }, 'the answer to a dispatch came too late to count');
  }

  /** Gives a claimed run back as it was: this node stops. It uses no attempt and is due at once. */
  async handBack({ run: { id: runId, attempt }, leaseToken }: Claim): Promise<void> {
    await this.runs.execute({ runId, kind: 'HAND_BACK', leaseToken, attempt });
  }
}
