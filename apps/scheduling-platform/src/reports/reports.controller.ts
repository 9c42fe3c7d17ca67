import { schedulingPlatformOperations as operations, type InputOf, type ReportAnswer } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { CurrentCaller, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { ReportIntake } from './report-intake.ts';

@Controller()
export class ReportsController {
  constructor(private readonly intake: ReportIntake) {}

  @Endpoint(operations.reportRun)
  report(@Input() { params, body }: InputOf<typeof operations.reportRun>, @CurrentCaller() caller: Caller): Promise<ReportAnswer> {
    return this.intake.take(params.id, body, caller);
  }
}
