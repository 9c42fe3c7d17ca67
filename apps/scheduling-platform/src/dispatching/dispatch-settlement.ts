import type { TaskDefinition } from '@syncline/contract';
import { CLOCK, Logger, type Clock } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { acceptDispatch } from '../persistence/sql/accept-dispatch.sql.ts';
import type { ClaimedRow } from '../persistence/sql/claim-due-runs.sql.ts';
import { remindCancellation } from '../persistence/sql/remind-cancellation.sql.ts';
import { repeatDispatch } from '../persistence/sql/repeat-dispatch.sql.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { ReportApplication } from '../reports/report-application.ts';
import { CANCELLATION_GIVE_UP_MS, RunEnds } from '../runs/run-ends.ts';
import { recordRunEvent } from '../runs/run-events.ts';
import { lockRunForEnd, lockRunForProgress } from '../runs/run-locks.ts';
import type { DispatchOutcome } from './domain/decide-dispatch-outcome.ts';
import { Instances } from './instances.ts';

/** A run that this node has claimed. */
export interface Claim {
  readonly run: ClaimedRow;
  readonly leaseToken: string;
  readonly definition: TaskDefinition;
}

type Accepted = Extract<DispatchOutcome, { kind: 'accepted' }>;
type Repeat = Extract<DispatchOutcome, { kind: 'repeat' }>;

/**
 * Writes down what came of a dispatch. Model: every write here is guarded by the lease token and the attempt of the
 * claim. Guards fail, quietly, in three cases, and in each somebody else's word stands: the lease ran out and another
 * node has the run; a report overtook this answer and ended the attempt; a person or a deadline ended the run.
 */
@Injectable()
export class DispatchSettlement {
  constructor(
    private readonly work: UnitOfWork,
    private readonly reports: ReportApplication,
    private readonly ends: RunEnds,
    private readonly instances: Instances,
    private readonly logger: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async settle(claim: Claim, outcome: DispatchOutcome): Promise<void> {
    const isHeld = await this.work.run((unit) => this.#write(unit, claim, outcome));
    if (!isHeld) this.logger.debug({ runId: claim.run.id, attempt: claim.run.attempt }, 'the answer to a dispatch came too late to count');
  }

  /** Gives a claimed run back as it was: this node stops. It uses no attempt and is due at once. */
  handBack({ run, leaseToken }: Claim): Promise<unknown> {
    const { id, attempt, lastUrl: nextUrl, dispatchFailures: failures } = run;
    return this.work.run(({ tx }) => tx.execute(repeatDispatch, { id, leaseToken, attempt, nextInMs: 0, nextUrl, failures, detail: null }));
  }

  #write(unit: Unit, claim: Claim, outcome: DispatchOutcome): Promise<boolean> {
    switch (outcome.kind) {
      case 'accepted':
        return this.#accept(unit, claim, outcome);
      case 'repeat':
        return this.#repeat(unit, claim, outcome);
      case 'rejected':
        return this.#reject(unit, claim, outcome.detail);
    }
  }

  async #accept(unit: Unit, claim: Claim, { nextInMs, report, remark }: Accepted): Promise<boolean> {
    const { id, attempt, attemptDispatches } = claim.run;
    const run = report === null ? null : await (report.state === 'RUNNING' ? lockRunForProgress : lockRunForEnd)(unit.tx, id);
    const isHeld = (await unit.tx.execute(acceptDispatch, { id, leaseToken: claim.leaseToken, attempt, nextInMs })) > 0;
    if (isHeld && attemptDispatches === 1) await recordRunEvent(unit.tx, id, 'DISPATCH_ACCEPTED', null, { attempt, url: claim.run.lastUrl });
    if (!isHeld) await this.#remind(unit, claim);
    if (remark !== null) await recordRunEvent(unit.tx, id, 'ANSWER_IGNORED', remark, { attempt, dispatch: attemptDispatches });
    // The target's word counts whether or not this node still holds the lease.
    if (run !== null && report !== null) await this.reports.apply(unit, run, claim.definition, report);
    return isHeld;
  }

  async #repeat(unit: Unit, claim: Claim, { nextInMs, detail }: Repeat): Promise<boolean> {
    const { id, attempt, attemptDispatches, dispatchFailures } = claim.run;
    const nextUrl = this.instances.choose(claim.definition.target.urls, this.clock.now());
    const changed = await unit.tx.execute(repeatDispatch, { id, leaseToken: claim.leaseToken, attempt, nextInMs, nextUrl, failures: dispatchFailures + 1, detail: detail.slice(0, 1_000) });
    if (changed === 0) await this.#remind(unit, claim);
    else await recordRunEvent(unit.tx, id, 'DISPATCH_NOT_TAKEN', detail, { attempt, dispatch: attemptDispatches, url: claim.run.lastUrl, nextInMs });
    return changed > 0;
  }

  async #reject(unit: Unit, { run, leaseToken }: Claim, detail: string): Promise<boolean> {
    const present = await lockRunForEnd(unit.tx, run.id);
    if (present.leaseToken !== leaseToken || present.attempt !== run.attempt) return false;
    return this.ends.fail(unit, present, 'TARGET_REJECTED', detail);
  }

  /** A cancellation may have overtaken this call and have been answered "unknown"; then it is told again. */
  async #remind({ tx }: Unit, { run }: Claim): Promise<void> {
    await tx.execute(remindCancellation, { id: run.id, attempt: run.attempt, giveUpInMs: CANCELLATION_GIVE_UP_MS });
  }
}
