import { Injectable } from '@nestjs/common';
import { GroupFirings } from '../group-runs/group-firings.ts';
import type { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { TaskFirings } from '../runs/task-firings.ts';
import type { FiringRequest } from './firing.ts';

/** Firings of whatever has triggers, in the caller's transaction: each leads to an occurrence and, mostly, to work. */
@Injectable()
export class Firings {
  constructor(
    private readonly tasks: TaskFirings,
    private readonly groups: GroupFirings,
  ) {}

  /** @returns the occurrences, in the order of the requests */
  async fire(unit: Unit, requests: readonly FiringRequest[]): Promise<OccurrenceEntity[]> {
    // Groups first: their queues come before those of tasks (`group-queue.ts`).
    const recorded = [
      ...(await this.groups.fire(unit, requests.filter(({ owner }) => owner.kind === 'GROUP'))),
      ...(await this.tasks.fire(unit, requests.filter(({ owner }) => owner.kind === 'TASK'))),
    ];
    const byId = new Map(recorded.map((occurrence) => [occurrence.id, occurrence]));
    return requests.map(({ occurrenceId }) => {
      const occurrence = byId.get(occurrenceId);
      if (occurrence === undefined) throw new Error(`Firing ${occurrenceId} was not recorded`);
      return occurrence;
    });
  }
}
