import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { insertRows } from '../persistence/rows.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { GroupRunEntity } from './group-run.entity.ts';
import { GroupSignalEntity } from './group-signal.entity.ts';

/** Asks the loop that moves groups on (`group-progress-loop.ts`) to look at some of them, once this has committed. */
@Injectable()
export class GroupSignals {
  constructor(private readonly wakeUps: WakeUps) {}

  async give({ tx, afterCommit }: Unit, groupRunIds: readonly string[]): Promise<void> {
    if (groupRunIds.length === 0) return;
    await insertRows(tx, GroupSignalEntity, groupRunIds.map((groupRunId) => ({ id: uuidv7(), groupRunId })));
    afterCommit(() => this.wakeUps.wake('groups'));
  }

  /** For what concerns every run of a group that is under way. */
  async giveToActive(unit: Unit, groupName: string): Promise<void> {
    const active = await unit.tx.manager.find(GroupRunEntity, { select: { id: true }, where: { groupName, endedAt: IsNull() } });
    await this.give(unit, active.map(({ id }) => id));
  }
}
