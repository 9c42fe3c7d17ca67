import { durationToMs, type TaskDefinition } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { Inject, Injectable } from '@nestjs/common';
import { oncePer } from '../once-per.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { reporterOf } from '../tasks/domain/reporter.ts';
import { deadlineRulesOf, retryPolicyOf } from '../tasks/domain/task-rules.ts';
import { TaskVersions } from '../tasks/task-versions.ts';
import type { RunRules } from './domain/run-context.ts';

/** What decisions on a run need of the version of its task, with the addresses it may go to. */
export interface RunRulesOfVersion extends RunRules {
  readonly urls: readonly string[];
}

/** The rules of runs, worked out once a version. */
@Injectable()
export class RunRulesBook {
  readonly #rulesOf = oncePer((definition: TaskDefinition) => this.#workOut(definition));

  constructor(
    private readonly versions: TaskVersions,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {}

  async get(task: string, version: number, within: Transaction): Promise<RunRulesOfVersion> {
    return this.#rulesOf(await this.versions.get(task, version, within));
  }

  #workOut(definition: TaskDefinition): RunRulesOfVersion {
    return {
      completion: definition.completion,
      retry: retryPolicyOf(definition),
      silentAfterMs: durationToMs(definition.deadlines.silentAfter),
      deadlines: deadlineRulesOf(definition),
      reporter: reporterOf(definition, this.config.trustedIssuers),
      urls: definition.target.urls,
    };
  }
}
