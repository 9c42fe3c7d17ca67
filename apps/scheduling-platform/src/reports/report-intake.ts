import { DomainError, type Report, type ReportAnswer } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { Injectable } from '@nestjs/common';
import { RunCommands } from '../runs/run-commands.ts';

/** Reports as they are called back: stored, with all they change, in one transaction, and answered after its commit. */
@Injectable()
export class ReportIntake {
  constructor(private readonly runs: RunCommands) {}

  /** @throws DomainError NOT_FOUND, NOT_THE_REPORTER, or what refuses the report; a refusal is kept as an event of the run */
  async take(runId: string, report: Report, { issuer, subject }: Caller): Promise<ReportAnswer> {
    const verdict = await this.runs.execute({ runId, kind: 'REPORT', report, reporter: { issuer, subject } });
    if (verdict.kind === 'reported') return verdict.answer;
    if (verdict.kind === 'refused') throw new DomainError(verdict.code, verdict.detail);
    throw new Error(`A report on run ${runId} was answered with ${verdict.kind}`);
  }
}
