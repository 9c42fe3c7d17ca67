import { Injectable } from '@nestjs/common';
import type { Unit } from '../persistence/unit-of-work.ts';
import type { RunCommand, RunVerdict } from './domain/run-command.ts';

/** The one way to change a run that exists. */
@Injectable()
export class RunCommands {
  /** Carries the command out in a transaction that it may share with others, and resolves once that has committed. */
  execute(command: RunCommand): Promise<RunVerdict> {
    return Promise.reject(new Error(`Not there yet: ${command.kind}`));
  }

  /**
   * Carries commands out, in order, in the caller's transaction.
   * Lock order: the caller holds no run, and no queue that comes after one of these by name.
   * @returns what became of each, in the same order
   */
  executeIn(unit: Unit, commands: readonly RunCommand[]): Promise<RunVerdict[]> {
    return Promise.reject(new Error(`Not there yet: ${commands.length} commands with ${unit.tx.dialect}`));
  }
}
