import type { Core } from './core.ts';
import { Firings, type SimulatedFiring } from './firings.ts';
import { Groups } from './groups.ts';
import { Runs } from './runs.ts';
import type { OccurrenceRow, Store } from './store.ts';
import type { Definitions } from './tasks.ts';
import { TimeTriggers } from './time-triggers.ts';

/** The platform: its decisions as they are, its shell in memory. It has no state but the store. */
export class Platform {
  readonly runs: Runs;
  readonly groups: Groups;
  readonly firings: Firings;
  readonly time: TimeTriggers;

  constructor(
    private readonly store: Store,
    private readonly core: Core,
    definitions: Definitions,
  ) {
    this.runs = new Runs(store, core, definitions.tasks);
    this.groups = new Groups(store, core, definitions, this.runs);
    this.firings = new Firings(store, core, definitions, this.runs, this.groups);
    this.time = new TimeTriggers(store, core, definitions.triggers, this.firings);
  }

  /** A message, in one transaction with all that it leads to; one that is known gets its first result. */
  receive(identity: string, firings: readonly SimulatedFiring[]): readonly OccurrenceRow[] {
    if (this.core.isKnown(identity, new Set(this.store.messages.keys()))) return this.store.messages.get(identity) ?? [];
    const occurrences = this.firings.fire(firings);
    this.store.messages.set(identity, occurrences);
    return occurrences;
  }
}
