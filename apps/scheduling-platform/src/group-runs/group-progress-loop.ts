import { Database } from '@syncline/database';
import { Logger, LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { selectGroupsWithFreeTurn, selectIdleGroupRuns } from '../persistence/sql/select-idle-group-runs.sql.ts';
import { selectGroupSignals, takeGroupSignals } from '../persistence/sql/take-group-signals.sql.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { GroupProgress } from './group-progress.ts';
import { findAndHoldGroupRun, lockGroupQueues } from './group-queue.ts';
import { GroupRunEnds } from './group-run-ends.ts';

/** Group runs that one node moves on at a time: enough to keep the database busy, few of the connections of the pool. */
const LANES = 4;

/**
 * Moves groups on when something has happened to their members. Model:
 *   - Whatever changes a member (a report, a person, a deadline, a dispatch) inserts a signal in its own transaction and takes
 *     no lock of the group, so that five hundred members that end at once do not wait for each other.
 *   - One turn for one group run is one transaction: take the lock of the group's queue and of the group run, *then* take
 *     away the signals that are there, *then* read the members, decide, and act. Members that change after they were read
 *     leave a signal that was not there to be taken away; it is found by the next turn.
 *   - Two nodes may see the same signal. The second waits for the first, finds nothing to take away, and is done.
 *   - A crash in between undoes the whole turn, signals included; any node takes them up again.
 *   - The decision looks at the members and not at the signals: one signal or ten, early, late or doubled, is the same.
 *   - The sweep looks for group runs that have the turn and no member in flight, and for turns that nobody has: neither
 *     exists unless a signal was lost.
 *   - A group run that cannot be moved on holds up no other: each has its transaction, the error is logged, and its signal
 *     stays for the next turn.
 */
@Injectable()
export class GroupProgressLoop {
  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly progress: GroupProgress,
    private readonly ends: GroupRunEnds,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) config: PlatformConfig,
  ) {
    loops.add({ name: 'groups', everyMs: config.timing.pollMs, runOnce: (signal) => this.#heed(signal) });
    loops.add({ name: 'group-sweep', everyMs: config.timing.sweepMs, runOnce: (signal) => this.#sweep(signal) });
  }

  async #heed(signal: AbortSignal): Promise<boolean> {
    const signalled = await this.database.query(selectGroupSignals, {});
    const results = await this.#each(new Set(signalled.map(({ groupRunId }) => groupRunId)), signal, (id) => this.#turn(id, 'SIGNALLED'));
    return results.includes(true);
  }

  async #sweep(signal: AbortSignal): Promise<boolean> {
    const idle = await this.database.query(selectIdleGroupRuns, {});
    await this.#each(new Set(idle.map(({ id }) => id)), signal, (id) => this.#turn(id, 'IDLE'));
    for (const { groupName } of await this.database.query(selectGroupsWithFreeTurn, {})) await this.#giveTurn(groupName);
    return false;
  }

  async #giveTurn(groupName: string): Promise<void> {
    try {
      await this.work.run(async (unit) => {
        await lockGroupQueues(unit.tx, [groupName]);
        await this.ends.letNextOne(unit, groupName);
      });
    } catch (err) {
      this.logger.error({ err, groupName }, 'the turn of a group could not be given; it is tried again');
    }
  }

  /** @returns false: another node was here before, or the group run was cleared away */
  #turn(id: string, why: 'SIGNALLED' | 'IDLE'): Promise<boolean> {
    return this.work.run(async (unit) => {
      const run = await findAndHoldGroupRun(unit.tx, id);
      const taken = await unit.tx.execute(takeGroupSignals, { groupRunId: id });
      if (run === null || (taken === 0 && why === 'SIGNALLED')) return false;
      await this.progress.moveOn(unit, run);
      return true;
    });
  }

  async #each(ids: ReadonlySet<string>, signal: AbortSignal, turn: (id: string) => Promise<boolean>): Promise<boolean[]> {
    const [waiting, results] = [[...ids], [] as boolean[]];
    const lane = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined && !signal.aborted; id = waiting.shift()) results.push(await this.#try(id, turn));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return results;
  }

  #try(id: string, turn: (id: string) => Promise<boolean>): Promise<boolean> {
    return turn(id).catch((err: unknown) => {
      this.logger.error({ err, groupRunId: id }, 'a group run could not be moved on; it is tried again');
      return false;
    });
  }
}
