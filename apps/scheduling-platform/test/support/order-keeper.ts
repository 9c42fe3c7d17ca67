import type { Dispatch } from '@syncline/contract';
import type { Member } from './group-scene.ts';

/** Watches the order of groups from where the target stands: which member is called before which has succeeded. */
export class OrderKeeper {
  readonly overtakings: string[] = [];
  readonly #succeeded = new Set<string>();
  readonly #groups: ReadonlyMap<string, readonly Member[]>;

  constructor(groups: ReadonlyMap<string, readonly Member[]>) {
    this.#groups = groups;
  }

  /** A member was called. Of groups with STOP none may be in front of it that has not succeeded, if either is a barrier. */
  called({ group, groupRunId, task }: Dispatch): void {
    const members = this.#groups.get(group ?? '') ?? [];
    const place = members.findIndex(([name]) => name === task);
    for (const [name, mode] of members.slice(0, Math.max(place, 0))) {
      const isBarrier = mode === 'SYNC' || members[place]?.[1] === 'SYNC';
      if (isBarrier && !this.#succeeded.has(`${groupRunId}/${name}`)) this.overtakings.push(`${task} was called before ${name} had succeeded, in ${groupRunId}`);
    }
  }

  /** The target has said that the member's work is done. */
  succeeded({ groupRunId, task }: Dispatch): void {
    this.#succeeded.add(`${groupRunId}/${task}`);
  }
}
