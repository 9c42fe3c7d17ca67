import type { Report } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import { BatchSizes } from '../persistence/batch-sizes.ts';
import { GroupCommit } from '../persistence/group-commit.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import type { RunCommand, RunVerdict } from './domain/run-command.ts';
import { reportOf } from './domain/what-a-command-needs.ts';
import { RunCommandExecutor } from './run-command-executor.ts';

/** Two batches keep the database busy; more only make them smaller. A report weighs more the more it lists: one may be a megabyte. */
const LIMITS = { batches: 2, items: 200, weigh: (command: RunCommand) => 1 + listedIn(reportOf(command)) / 20 };

const listedIn = (report: Report | null): number => (report?.files?.length ?? 0) + (report?.reconciliation?.checks.length ?? 0);

/** The one way to change a run that exists: commands in, verdicts out. */
@Injectable()
export class RunCommands {
  readonly #batches: GroupCommit<RunCommand, RunVerdict>;

  constructor(
    work: UnitOfWork,
    private readonly executor: RunCommandExecutor,
    sizes: BatchSizes,
  ) {
    this.#batches = new GroupCommit((commands) => work.run((unit) => executor.execute(unit, commands)), LIMITS, sizes.of('runs'));
  }

  /** Carries the command out in a transaction that it may share with others, and resolves once that has committed. */
  execute(command: RunCommand): Promise<RunVerdict> {
    return this.#batches.submit(command);
  }

  /**
   * Carries commands out, in order, in the caller's transaction.
   * Lock order: the caller holds no run, and no queue that comes after one of these by key.
   * @returns what became of each, in the same order; NOT_FOUND is a refusal like others
   */
  executeIn(unit: Unit, commands: readonly RunCommand[]): Promise<RunVerdict[]> {
    return this.executor.execute(unit, commands);
  }
}
