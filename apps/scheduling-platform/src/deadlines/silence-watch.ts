import { Database } from '@syncline/database';
import { LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { AT_A_TIME, selectSilentRuns } from '../persistence/sql/select-silent-runs.sql.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { RunCommands } from '../runs/run-commands.ts';

/**
 * Finds RUNNING runs of which nothing new was reported for too long. When that is stands in the row, pushed ahead by
 * every report that is applied; it is taken out when it is said, so that it is said once a silence.
 */
@Injectable()
export class SilenceWatch {
  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly runs: RunCommands,
    @Inject(PLATFORM_CONFIG) config: PlatformConfig,
  ) {
    loops.add({ name: 'silence', everyMs: config.timing.pollMs, runOnce: () => this.#look() });
  }

  async #look(): Promise<boolean> {
    const silent = await this.database.query(selectSilentRuns, {});
    await Promise.all(silent.map(({ id: runId }) => this.runs.execute({ runId, kind: 'SILENCE' })));
    return silent.length === AT_A_TIME;
  }
}
