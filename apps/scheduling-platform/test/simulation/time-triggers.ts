import { IntervalSchedule } from '../../src/triggers/domain/interval-schedule.ts';
import type { Core } from './core.ts';
import type { Firings } from './firings.ts';
import type { Store, TriggerRow } from './store.ts';
import type { SimulatedTrigger } from './tasks.ts';

/** Missed moments that are written down in one transaction. */
const PORTION = 10;

/** Triggers that fire by time: a row says what was not decided about yet, so that no crash loses a moment. */
export class TimeTriggers {
  constructor(
    private readonly store: Store,
    private readonly core: Core,
    private readonly triggers: readonly SimulatedTrigger[],
    private readonly firings: Firings,
  ) {
    for (const { id, everyMs } of triggers) {
      const madeAt = store.now.getTime();
      store.triggers.set(id, { id, madeAt, firesAt: new IntervalSchedule(madeAt, everyMs).next(madeAt).at });
    }
  }

  /** One round of the loop: a transaction for each trigger that is due. @returns whether something fired */
  fire(): boolean {
    const now = this.store.now.getTime();
    let hasFired = false;
    for (const { id, owner, everyMs, policy } of this.triggers) {
      const row = this.#row(id);
      if (row.firesAt === null || row.firesAt > now) continue;
      const schedule = new IntervalSchedule(row.madeAt, everyMs);
      const { fires, missed, next } = this.core.decideFirings({ schedule, policy, calendar: null, isPaused: this.store.paused.has(owner), firesAt: row.firesAt, now });
      this.firings.fire(fires.map(({ time, isLate }) => ({ owner, businessDate: null, parametersDigest: 'usual', cause: `${id} ${time.at}`, isLate })));
      if (missed !== null) this.store.missed.set(this.store.newId('missed'), { id: this.store.newId('row'), trigger: id, verdict: missed, from: missed.since });
      this.store.triggers.set(id, { ...row, firesAt: next });
      hasFired ||= fires.length > 0;
    }
    return hasFired;
  }

  /** Writes down a portion of what was missed. */
  recordMissed(): void {
    const [entry] = this.store.missed;
    if (entry === undefined) return;
    const [key, { trigger: id, verdict, from }] = entry;
    const trigger = this.triggers.find((candidate) => candidate.id === id);
    if (trigger === undefined) return;
    const { owner, everyMs, policy } = trigger;
    const portion = this.core.judgeMissed({ schedule: new IntervalSchedule(this.#row(id).madeAt, everyMs), policy, calendar: null, verdict }, from, PORTION);
    for (const { time, outcome } of portion.missed) this.firings.record({ owner, businessDate: null, parametersDigest: 'usual', cause: `${id} ${time.at}` }, outcome);
    if (portion.from === null) this.store.missed.delete(key);
    else this.store.missed.set(key, { ...entry[1], from: portion.from });
  }

  /** Moments that were decided about and have no occurrence, or more than one, as causes. */
  wronglyRecorded(): string[] {
    const counts = new Map<string, number>();
    for (const { cause } of this.store.occurrences) counts.set(cause, (counts.get(cause) ?? 0) + 1);
    return this.triggers.flatMap(({ id, everyMs }) => {
      const { madeAt, firesAt } = this.#row(id);
      const moments = Math.round(((firesAt ?? madeAt) - madeAt) / everyMs) - 1;
      return Array.from({ length: moments }, (_, index) => `${id} ${madeAt + (index + 1) * everyMs}`).filter((cause) => counts.get(cause) !== 1);
    });
  }

  #row(id: string): TriggerRow {
    const row = this.store.triggers.get(id);
    if (row === undefined) throw new Error(`There is no trigger ${id}`);
    return row;
  }
}
