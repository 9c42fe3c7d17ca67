import { DomainError, type ProblemCode, type Report, type ReportAnswer, type TaskDefinition } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { Inject, Injectable } from '@nestjs/common';
import type { LockedRunRow } from '../persistence/sql/lock-run.sql.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { recordRunEvent } from '../runs/run-events.ts';
import { lockRunForEnd, lockRunForProgress } from '../runs/run-locks.ts';
import { reporterOf } from '../tasks/domain/reporter.ts';
import { TaskVersions } from '../tasks/task-versions.ts';
import { ReportApplication, type ReportVerdict } from './report-application.ts';

type Refusal = { readonly kind: 'refused'; readonly code: ProblemCode; readonly detail: string };

/** Reports as they are called back: stored, with all they change, in one transaction, and answered after its commit. */
@Injectable()
export class ReportIntake {
  constructor(
    private readonly work: UnitOfWork,
    private readonly versions: TaskVersions,
    private readonly application: ReportApplication,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {}

  /** @throws DomainError NOT_FOUND, NOT_THE_REPORTER, or what refuses the report; a refusal is kept as an event of the run */
  async take(runId: string, report: Report, caller: Caller): Promise<ReportAnswer> {
    const verdict = await this.work.run((unit) => this.#judge(unit, runId, report, caller));
    if (verdict.kind === 'refused') throw new DomainError(verdict.code, verdict.detail);
    const { applied, runState, reason } = verdict;
    return { applied, runState, reason };
  }

  async #judge(unit: Unit, runId: string, report: Report, caller: Caller): Promise<ReportVerdict | Refusal> {
    const run = await (report.state === 'RUNNING' ? lockRunForProgress : lockRunForEnd)(unit.tx, runId);
    const definition = await this.versions.get(run.task, run.taskVersion, unit.tx);
    if (!this.#isReporter(definition, caller)) return this.#refuseStranger(unit, run, caller);
    return this.application.apply(unit, run, definition, report);
  }

  #isReporter(definition: TaskDefinition, { issuer, subject }: Caller): boolean {
    const reporter = reporterOf(definition, this.config.trustedIssuers);
    return reporter !== null && reporter.issuer === issuer && reporter.subject === subject;
  }

  async #refuseStranger({ tx }: Unit, run: LockedRunRow, { issuer, subject }: Caller): Promise<Refusal> {
    const refusal: Refusal = { kind: 'refused', code: 'NOT_THE_REPORTER', detail: `${issuer}#${subject} is not the reporter of task ${run.task}.` };
    await recordRunEvent(tx, run.id, 'REPORT_REFUSED', refusal.detail, { code: refusal.code });
    return refusal;
  }
}
