import { DomainError } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import type { Unit } from '../persistence/unit-of-work.ts';
import type { RunVerdict } from './domain/run-command.ts';
import { RunCommands } from './run-commands.ts';

/** What a person may do to a run. */
@Injectable()
export class RunControl {
  constructor(private readonly runs: RunCommands) {}

  /**
   * @returns whether this call cancelled it; false: it was CANCELLED already
   * @throws DomainError NOT_FOUND, ILLEGAL_TRANSITION after another end
   */
  async cancel(runId: string, who: string): Promise<boolean> {
    const verdict = await this.runs.execute({ runId, kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: `Cancelled by ${who}.` });
    return accepted(verdict).kind === 'done';
  }

  /**
   * The same run again, with the next attempt; one that was never dispatched keeps its attempt. Deadlines and the count
   * of attempts start anew.
   * @throws DomainError NOT_FOUND, ILLEGAL_TRANSITION unless it is FAILED or CANCELLED
   */
  async retry(unit: Unit, runId: string, who: string): Promise<void> {
    const [verdict] = await this.runs.executeIn(unit, [{ runId, kind: 'RETRY', who, isHeld: false }]);
    if (verdict !== undefined) accepted(verdict);
  }
}

function accepted(verdict: RunVerdict): RunVerdict {
  if (verdict.kind === 'refused') throw new DomainError(verdict.code, verdict.detail);
  return verdict;
}
